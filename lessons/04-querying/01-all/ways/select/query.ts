Role.query.all()
db.session.scalars(db.select(User)).all()
