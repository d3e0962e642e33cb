db.session.scalars(db.select(User).orderBy(User.username).limit(2)).all()
