User.query.join(User.role).filter(Role.name.eq('User')).orderBy(User.id).all()
