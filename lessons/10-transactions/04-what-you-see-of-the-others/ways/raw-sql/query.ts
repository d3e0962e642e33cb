import { somebodyElse } from './seed'

const sum = db.session
  .execute(db.text('SELECT sum(credits) FROM users'))
  .scalar()
somebodyElse()

sum
