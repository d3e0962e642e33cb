db.createAll()
db.session.add(new Role({ name: 'User' }))
db.session.commit()

try {
  db.session.beginNested(() => db.session.add(new Role({ name: 'User' })))
} catch (error) {
  console.log(String(error))
}

Role.query.all()
