import { User } from './models'
import { somebodyElse } from './seed'

let sum = 0

db.session.beginNested(() => {
  for (const username of ['susan', 'david', 'tom']) {
    const user = User.query.filterBy({ username }).one()
    sum += user.credits
    somebodyElse()
  }
})

sum
