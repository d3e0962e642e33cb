const users = User.query.options(db.selectinload('role')).orderBy(User.id).all()

users.map((user) => user.role?.name)
