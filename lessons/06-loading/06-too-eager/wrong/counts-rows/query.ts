const pairs = db.session.query(Role.name, db.func.count())
  .outerjoin(Role.users).groupBy(Role.id).orderBy(Role.id).all()

pairs

db.session.identityMap.length
