class User(db.Model):
    __tablename__ = 'users'
    id = db.Column(db.Integer, primary_key=True)
    username = db.Column(db.String(64), unique=True, index=True)
    role_id = db.Column(db.Integer, db.ForeignKey('roles.id'))

    def __repr__(self):
        return '<User %r>' % self.username


db.session.execute(db.text(
    'CREATE TABLE roles (id INTEGER PRIMARY KEY, name VARCHAR(64))'))
db.session.execute(db.text(
    'CREATE TABLE users (id INTEGER PRIMARY KEY,'
    ' username VARCHAR(64), role_id INTEGER)'))
db.session.execute(db.text(
    "INSERT INTO roles (name)"
    " VALUES ('Administrator'), ('Moderator'), ('User')"))
db.session.execute(db.text(
    "INSERT INTO users (username, role_id)"
    " VALUES ('john', 1), ('susan', 3), ('david', 3)"))
db.session.commit()
