class User(db.Model):
    __tablename__ = 'users'
    id = db.Column(db.Integer, primary_key=True)
    username = db.Column(db.String(64), unique=True, index=True)


db.create_all()
db.session.add(User(username='susan'))
db.session.commit()
