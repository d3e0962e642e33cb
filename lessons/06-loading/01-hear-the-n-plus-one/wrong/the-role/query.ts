const roles = Role.query.orderBy(Role.id).all()

roles[2]
