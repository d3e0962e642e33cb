db.session.execute(db.text('DELETE FROM users'))
db.createAll()

db.session.execute(db.text('SELECT * FROM users')).all()
