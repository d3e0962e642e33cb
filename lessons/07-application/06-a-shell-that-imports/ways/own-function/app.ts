import { Flask } from 'backref'
import { User } from './models'

export const app = new Flask('hello')

function names() {
  const me = User.query.filterBy({ username: 'susan' }).one()
  return { me }
}
app.shellContextProcessor(names)
