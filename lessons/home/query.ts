db.createAll()
const user = new User({
  username: 'susan',
})
db.session.add(user)
db.session.commit()
