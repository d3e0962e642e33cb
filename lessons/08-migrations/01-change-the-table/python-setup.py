for sql in [
    "CREATE TABLE users (id INTEGER NOT NULL, username VARCHAR(64), role_id INTEGER, PRIMARY KEY (id))",
    "INSERT INTO users (username, role_id) VALUES ('john', 1), ('susan', 2), ('david', 2)",
]:
    db.session.execute(db.text(sql))
db.session.commit()
