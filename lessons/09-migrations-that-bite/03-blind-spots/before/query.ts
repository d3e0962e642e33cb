import { Role, User } from './models'

db.session.addAll([new Role({ name: 'Admin' }), new Role({ name: 'User' })])
db.session.flush()
db.session.addAll([
  new User({ username: 'john', credits: 5, visits: 2, roleId: 1 }),
  new User({ username: 'susan', credits: 0, visits: 7, roleId: 2 }),
  new User({ username: 'david', credits: 3, visits: 1, roleId: 2 }),
])
db.session.commit()
