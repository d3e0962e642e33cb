// Runs first: three new objects. No session knows them.
db.createAll()

const admin = new Role({ name: 'Administrator' })
const user = new Role({ name: 'User' })
const john = new User({ username: 'amy', role: admin })
