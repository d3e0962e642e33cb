function careful() {
  const query = Role.query.options(db.selectinload(Role.users))
  return query.all().map((role) => role.users.length)
}

function forgetful() {
  const query = Role.query
  return query.all().map((role) => role.users.length)
}

attempt(careful)
attempt(forgetful)
