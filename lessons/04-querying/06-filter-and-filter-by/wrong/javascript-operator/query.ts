User.query.filter((User.username as any) != 'susan').all()
