import { User } from './models'

User.query.all().map((user) => `${user.username}: ${user.role?.name}`)
