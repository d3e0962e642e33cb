import { Flask } from 'backref'
import { User } from './models'

export const app = new Flask('hello')

app.shellContextProcessor(() => ({ susan: User.query.filterBy({ username: 'susan' }).one() }))
