User.query.join(Role).filter(Role.name.eq('User')).all()
