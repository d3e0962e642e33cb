const query = User.query.orderBy(User.username)

const page = query.paginate({ page: 1, perPage: 3 })
page.items
page.total
page.hasNext
