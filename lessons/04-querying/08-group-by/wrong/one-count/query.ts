db.session.query(db.func.count(User.id)).all()
