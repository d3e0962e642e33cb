db.session.execute(db.text('SELECT * FROM posts')).all()
