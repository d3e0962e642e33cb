const users = db.text('SELECT * FROM users')
db.session.execute(users).first()
