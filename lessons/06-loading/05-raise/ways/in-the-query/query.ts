function careful() {
  const roles = Role.query.options(db.selectinload(Role.users)).all()
  return roles.map((role) => role.users.length)
}

function forgetful() {
  const roles = Role.query.options(db.raiseload(Role.users)).all()
  return roles.map((role) => role.users.length)
}

attempt(careful)
attempt(forgetful)
