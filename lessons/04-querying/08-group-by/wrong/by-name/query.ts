db.session
  .query(User.roleId, db.func.count())
  .groupBy(User.username)
  .all()
