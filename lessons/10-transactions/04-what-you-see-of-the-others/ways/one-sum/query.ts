import { User } from './models'
import { somebodyElse } from './seed'

somebodyElse()
const sum: number = db.session.query(db.func.sum(User.credits)).scalar()
somebodyElse()

sum
