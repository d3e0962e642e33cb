import { Role, User } from './models'

const admin = new Role({ name: 'Admin' })
const user = new Role({ name: 'User' })
db.session.addAll([
  new User({ username: 'john', age: 31, role: admin }),
  new User({ username: 'susan', age: 28, role: user }),
  new User({ username: 'david', role: user }),
])
db.session.commit()
