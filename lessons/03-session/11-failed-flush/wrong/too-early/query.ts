db.createAll()
db.session.add(new Role({ name: 'User' }))
db.session.commit()

db.session.add(new Role({ name: 'User' }))
db.session.rollback()
try {
  db.session.commit()
} catch (error) {
  console.log(String(error))
}

Role.query.all()
