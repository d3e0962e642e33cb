function careful() {
  const query = Role.query.options(db.selectinload(Role.users))
  return query.all().map((role) => role.users.length)
}

function forgetful() {
  const roles = Role.query.options(db.raiseload(Role.users)).all()
  return roles.map((role) => role.users.length)
}

attempt(careful)
attempt(forgetful)
