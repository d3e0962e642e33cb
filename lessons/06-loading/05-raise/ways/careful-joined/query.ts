function careful() {
  const roles = Role.query.options(db.joinedload(Role.users)).orderBy(Role.id)
  return roles.all().map((role) => role.users.length)
}

function forgetful() {
  return Role.query.all().map((role) => role.users.length)
}

attempt(forgetful)
attempt(careful)
