import { Role, User } from './models'

const admin = new Role({ name: 'Admin' })
const user = new Role({ name: 'User' })
db.session.addAll([
  new User({ username: 'john', role: admin }),
  new User({ username: 'susan', role: user }),
  new User({ username: 'david', role: user }),
])
db.session.commit()
