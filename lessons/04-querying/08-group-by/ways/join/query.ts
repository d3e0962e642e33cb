db.session
  .query(Role.id, db.func.count(User.id))
  .join(Role.users)
  .groupBy(Role.id)
  .all()
