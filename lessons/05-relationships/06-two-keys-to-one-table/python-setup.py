db.session.execute(db.text(
    'CREATE TABLE users (id INTEGER PRIMARY KEY, username VARCHAR(64))'))
db.session.execute(db.text(
    'CREATE TABLE posts (id INTEGER PRIMARY KEY, title VARCHAR(64),'
    ' author_id INTEGER, editor_id INTEGER)'))
db.session.execute(db.text(
    "INSERT INTO users (username) VALUES ('john'), ('susan'), ('david')"))
db.session.execute(db.text(
    "INSERT INTO posts (title, author_id, editor_id) VALUES"
    " ('Zebras', 2, 1), ('Moths', 3, 2), ('Ants', 2, 3), ('Bees', 1, 2)"))
db.session.commit()
