User.query.orderBy(User.username).limit(1).one()
User.query.filterBy({ id: 2 }).one()
db.session.query(db.func.count(User.id)).scalar()
