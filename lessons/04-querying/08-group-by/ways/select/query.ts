const counts = db.select(User.roleId, db.func.count()).groupBy(User.roleId)
db.session.execute(counts).all()
