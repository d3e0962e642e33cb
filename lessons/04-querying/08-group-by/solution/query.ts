db.session
  .query(User.roleId, db.func.count())
  .groupBy(User.roleId)
  .all()
