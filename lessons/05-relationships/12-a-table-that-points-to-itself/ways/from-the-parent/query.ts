const top = Comment.query.filterBy({ parentId: null }).one()

db.session.add(new Comment({ text: 'Well said', parent: top }))
db.session.commit()

top.replies
