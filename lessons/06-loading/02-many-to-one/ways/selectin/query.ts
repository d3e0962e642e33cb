const users = User.query.options(db.selectinload(User.role)).orderBy(User.id).all()

users.map((user) => user.role?.name)
