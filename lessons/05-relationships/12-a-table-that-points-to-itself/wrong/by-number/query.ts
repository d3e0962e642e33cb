const top = Comment.query.filterBy({ parentId: null }).one()
db.session.add(new Comment({ text: 'Well said', parentId: top.id }))

Comment.query.filterBy({ parentId: top.id }).all()
