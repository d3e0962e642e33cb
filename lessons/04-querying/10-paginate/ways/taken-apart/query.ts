const { items, total, hasNext } = User.query
  .orderBy(User.username)
  .paginate({ perPage: 3, page: 2 })

items
total
hasNext
