User.query.join(Role).filter(Role.name.eq('User')).orderBy(User.id).all()
