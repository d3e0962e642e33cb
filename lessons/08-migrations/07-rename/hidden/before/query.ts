import { Role, User } from './models'

const editor = new Role({ name: 'Editor' })
db.session.addAll([
  new User({ username: 'maria', age: 44, role: editor }),
  new User({ username: 'tom' }),
  new User({ username: 'ines', age: 19, role: editor }),
  new User({ username: 'john', age: 52 }),
])
db.session.commit()
