db.session.execute(db.text("SELECT * FROM users WHERE username = 'john'")).all()
