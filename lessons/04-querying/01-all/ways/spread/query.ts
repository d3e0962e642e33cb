Role.query.all()
const users = [...User.query]
users
