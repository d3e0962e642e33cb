User.query
  .withEntities(User.roleId, db.func.count(User.id))
  .groupBy(User.roleId)
  .all()
