db.createAll()
db.session.execute(db.text('ALTER TABLE users ADD COLUMN age INTEGER'))
db.session.commit()

db.session.execute(db.text('SELECT * FROM users')).all()
