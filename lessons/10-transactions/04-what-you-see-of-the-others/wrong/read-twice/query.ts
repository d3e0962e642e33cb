import { User } from './models'
import { somebodyElse } from './seed'

let sum = 0

for (let times = 0; times < 2; times += 1) {
  sum = 0
  db.session.rollback()
  for (const username of ['susan', 'david', 'tom']) {
    const user = User.query.filterBy({ username }).one()
    sum += user.credits
    somebodyElse()
  }
}

sum
