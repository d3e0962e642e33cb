// Runs first: other credits, 145 in all.
import { Flask } from 'backref'
import { User } from './models'

db.createAll()

const credits = { susan: 60, david: 5, tom: 80 }
for (const [username, amount] of Object.entries(credits)) {
  db.session.add(new User({ username, credits: amount }))
}
db.session.commit()
db.session.remove()

const bank = new Flask('bank')

/** Somebody else, in a session of their own: susan gives tom 20. */
export function somebodyElse() {
  bank.appContext(() => {
    change('susan', -20)
    change('tom', 20)
    db.session.commit()
  })
}

function change(username: string, by: number) {
  User.query.filterBy({ username })
    .update({ credits: User.credits.add(by) })
}
