const query = User.query.filter(
  db.or(User.roleId.eq(3), User.username.startsWith('s')),
)

query.all()
