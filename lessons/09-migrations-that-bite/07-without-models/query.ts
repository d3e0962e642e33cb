db.session.execute(db.text('SELECT * FROM users')).all()
