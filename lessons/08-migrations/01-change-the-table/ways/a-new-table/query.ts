for (const sql of [
  `CREATE TABLE users_new (id INTEGER NOT NULL, username VARCHAR(64), age INTEGER, role_id INTEGER,
    PRIMARY KEY (id), FOREIGN KEY(role_id) REFERENCES roles (id))`,
  'INSERT INTO users_new (id, username, role_id) SELECT id, username, role_id FROM users',
  'DROP TABLE users',
  'ALTER TABLE users_new RENAME TO users',
  'CREATE UNIQUE INDEX ix_users_username ON users (username)',
]) db.session.execute(db.text(sql))
db.session.commit()

db.session.execute(db.text('SELECT * FROM users')).all()
