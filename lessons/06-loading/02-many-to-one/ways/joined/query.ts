const users = User.query.options(db.joinedload('role')).orderBy(User.id).all()

users.map((user) => user.role?.name)
