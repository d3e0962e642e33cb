const query = User.query.orderBy(User.username)

const page = query.paginate({ page: 2 })
page.items
page.total
page.hasNext
