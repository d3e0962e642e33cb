db.createAll()
db.session.add(new Role({ name: 'User' }))
db.session.commit()

attempt(() => db.session.beginNested(() => {
  db.session.add(new Role({ name: 'User' }))
}))

db.session.add(new Role({ name: 'Guest' }))
attempt(() => db.session.commit())
