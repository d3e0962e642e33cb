db.session.query(User).all()
