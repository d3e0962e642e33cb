import { Role, User } from './models'

const admin = new Role({ name: 'Admin' })
const user = new Role({ name: 'User' })
db.session.addAll([
  new User({ username: 'john', age: 31, phone: '555-0101', role: admin }),
  new User({ username: 'susan', age: 28, role: user }),
  new User({ username: 'david', phone: '555-0199', role: user }),
])
db.session.commit()
