let query = User.query
query = query.filter(User.username.startsWith('s'))
query = query.filterBy({ roleId: 3 })

query.all()
