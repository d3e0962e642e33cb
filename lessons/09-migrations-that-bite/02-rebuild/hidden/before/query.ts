import { Role, User } from './models'

const editor = new Role({ name: 'Editor' })
db.session.addAll([
  new Role({ name: 'Guest' }),
  new User({ username: 'emma', role: editor }),
  new User({ username: 'tom' }),
])
db.session.commit()
