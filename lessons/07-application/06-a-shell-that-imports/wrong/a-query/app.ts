import { Flask } from 'backref'
import { User } from './models'

export const app = new Flask('hello')

app.shellContextProcessor(() => ({ me: User.query.filterBy({ username: 'susan' }) }))
