const top = Comment.query.filterBy({ parentId: null }).one()

db.session.add(new Comment({ text: 'Well said' }))
db.session.commit()

top.replies
