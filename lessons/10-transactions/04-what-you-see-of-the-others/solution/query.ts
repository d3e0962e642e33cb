import { User } from './models'
import { somebodyElse } from './seed'

let sum = 0

for (const user of User.query.all()) {
  sum += user.credits
  somebodyElse()
}

sum
