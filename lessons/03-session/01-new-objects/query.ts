db.createAll()

const admin = new Role({ name: 'Admin' })
const john = new User({ username: 'john', role: admin })

john.role
john.id
