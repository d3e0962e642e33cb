const role = Role.query.filterBy({ name: 'User' }).one()

User.query
  .filterBy({ role })
  .orderBy(User.username)
  .all()
