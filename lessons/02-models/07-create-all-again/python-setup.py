class User(db.Model):
    __tablename__ = 'users'
    id = db.Column(db.Integer, primary_key=True)
    username = db.Column(db.String(64), unique=True, index=True, nullable=False)
    confirmed = db.Column(db.Boolean, server_default='0')
    email = db.Column(db.String(64))


db.session.execute(db.text(
    "CREATE TABLE users (id INTEGER NOT NULL, username VARCHAR(64) NOT NULL,"
    " confirmed BOOLEAN DEFAULT '0', PRIMARY KEY (id))"))
db.session.execute(db.text("INSERT INTO users (username) VALUES ('susan')"))
db.session.commit()
