User.query.filter(User.roleId.eq(3)).all()
User.query
  .filter(db.or(User.roleId.ne(3), User.roleId.isNull()))
  .all()
