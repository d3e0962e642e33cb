import { Role, User } from './models'

db.session.add(new Role({ name: 'Editor' }))
db.session.flush()
db.session.add(new User({ username: 'emma', credits: 40, visits: 3, roleId: 1 }))
db.session.commit()
