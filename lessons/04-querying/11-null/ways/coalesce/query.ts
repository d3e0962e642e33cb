User.query.filter(db.func.coalesce(User.roleId, 0).ne(3)).all()
