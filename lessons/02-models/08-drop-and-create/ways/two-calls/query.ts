db.session.execute(db.text('DROP TABLE users'))
db.createAll()

db.session.execute(db.text('SELECT * FROM users')).all()
