db.createAll()
db.session.add(new Role({ name: 'User' }))
db.session.commit()

db.session.add(new Role({ name: 'User' }))
try {
  db.session.commit()
} catch (error) {
  console.log(String(error))
}

try {
  Role.query.all()
} catch (error) {
  console.log(String(error))
}
