db.createAll()
db.session.add(new Role({ name: 'User' }))
db.session.commit()

attempt(() => db.session.beginNested(() => {
  db.session.add(new Role({ name: 'User' }))
}))

attempt(() => Role.query.all())
