db.createAll()

const john = new User({ username: 'john' })
db.session.add(john)
db.session.commit()

john.username = 'jack'
db.session.flush()
john.username

db.session.commit()
john.username
