const top = Comment.query.filterBy({ parentId: null }).one()

Comment.query.filterBy({ parentId: top.id }).all()
