const userRole = Role.query.get(3)

User.query.filterBy({ role: userRole }).all()
