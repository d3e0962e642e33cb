const john = db.text("SELECT * FROM users WHERE username = 'john'")
db.session.execute(john).all()
