const top = Comment.query.filterBy({ parentId: null }).one()

top.replies.append(new Comment({ text: 'Well said' }))
db.session.commit()

top.replies
