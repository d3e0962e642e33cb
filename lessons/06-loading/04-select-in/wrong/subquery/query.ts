const roles = Role.query.options(db.subqueryload(Role.users)).orderBy(Role.id).all()

roles.map((role) => `${role.name}: ${role.users.length}`)
