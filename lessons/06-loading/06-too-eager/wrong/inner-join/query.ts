const pairs = db.session.query(Role.name, db.func.count(User.id))
  .join(Role.users).groupBy(Role.id).orderBy(Role.id).all()

pairs

db.session.identityMap.length
