import { Role, User } from './models'

const user = new Role({ name: 'User' })
db.session.addAll([
  new User({ username: 'emma', role: user }),
  new User({ username: 'tom' }),
])
db.session.commit()
