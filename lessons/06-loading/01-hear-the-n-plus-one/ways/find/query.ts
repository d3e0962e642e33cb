const roles = Role.query.all()

roles.find((role) => role.name === 'User')?.users
