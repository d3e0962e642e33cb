Role.query.get(3)?.users
