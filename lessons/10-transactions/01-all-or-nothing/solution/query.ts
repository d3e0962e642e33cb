function give(from: string, to: string, amount: number) {
  const giver = User.query.filterBy({ username: from }).one()
  const taker = User.query.filterBy({ username: to }).one()
  taker.credits += amount
  giver.credits -= amount
  db.session.commit()
}

attempt(() => give('susan', 'david', 70))
attempt(() => give('susan', 'tom', 30))
attempt(() => give('susan', 'david', 30))

db.session.query(db.func.sum(User.credits)).scalar()
