// The database as it was left last week, when User had no e-mail address yet.
for (const sql of [
  `CREATE TABLE roles (id INTEGER NOT NULL, name VARCHAR(64),
    PRIMARY KEY (id), UNIQUE (name))`,
  `CREATE TABLE users (id INTEGER NOT NULL, username VARCHAR(64) NOT NULL,
    confirmed BOOLEAN DEFAULT '0', PRIMARY KEY (id))`,
  'CREATE UNIQUE INDEX ix_users_username ON users (username)',
  "INSERT INTO users (username) VALUES ('ada'), ('grace'), ('susan')",
]) db.session.execute(db.text(sql))
db.session.commit()
