const counted = db.func.count(User.id).label('counted')
db.session.query(Role.name, counted)
  .outerjoin(User, User.roleId.eq(Role.id))
  .groupBy(Role.name).orderBy(db.func.min(Role.id)).all()

db.session.identityMap.length
