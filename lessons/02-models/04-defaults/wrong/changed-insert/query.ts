db.createAll()

const susan = new User({ username: 'susan' })
susan.confirmed
db.session.add(susan)
db.session.commit()
susan.confirmed

// Another program writes to the same table.
db.session.execute(
  db.text("INSERT INTO users (username, confirmed) VALUES ('john', 0)"),
).rowcount
db.session.commit()
User.query.filterBy({ username: 'john' }).one().confirmed
