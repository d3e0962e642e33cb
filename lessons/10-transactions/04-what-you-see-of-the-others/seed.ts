// Runs first: three users with credits, 160 in all.
import { Flask } from 'backref'
import { User } from './models'

db.createAll()

const credits = { susan: 50, david: 20, tom: 90 }
for (const [username, amount] of Object.entries(credits)) {
  db.session.add(new User({ username, credits: amount }))
}
db.session.commit()
db.session.remove()

const bank = new Flask('bank')

/** Somebody else, in a session of their own: susan gives tom 5. */
export function somebodyElse() {
  bank.appContext(() => {
    change('susan', -5)
    change('tom', 5)
    db.session.commit()
  })
}

function change(username: string, by: number) {
  User.query.filterBy({ username })
    .update({ credits: User.credits.add(by) })
}
