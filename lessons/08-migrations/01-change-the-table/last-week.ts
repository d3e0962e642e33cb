// The database of last week, when a user had no age.
for (const sql of [
  'CREATE TABLE roles (id INTEGER NOT NULL, name VARCHAR(64), PRIMARY KEY (id), UNIQUE (name))',
  `CREATE TABLE users (id INTEGER NOT NULL, username VARCHAR(64), role_id INTEGER,
    PRIMARY KEY (id), FOREIGN KEY(role_id) REFERENCES roles (id))`,
  'CREATE UNIQUE INDEX ix_users_username ON users (username)',
  "INSERT INTO roles (name) VALUES ('Admin'), ('User')",
  "INSERT INTO users (username, role_id) VALUES ('john', 1), ('susan', 2), ('david', 2)",
]) db.session.execute(db.text(sql))
db.session.commit()
