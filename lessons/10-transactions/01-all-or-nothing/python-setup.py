class User(db.Model):
    __tablename__ = 'users'
    __table_args__ = (db.CheckConstraint('credits BETWEEN 0 AND 100', name='limits'),)
    id = db.Column(db.Integer, primary_key=True)
    username = db.Column(db.String(64), unique=True, index=True)
    credits = db.Column(db.Integer, nullable=False)


db.create_all()
db.session.add(User(username='susan', credits=50))
db.session.flush()
db.session.add(User(username='david', credits=20))
db.session.commit()
