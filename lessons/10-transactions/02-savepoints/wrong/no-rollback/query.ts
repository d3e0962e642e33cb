const list = ['amy', 'susan', 'tom', 'ben']

for (const username of list) {
  try {
    db.session.add(new User({ username }))
    db.session.flush()
  } catch {
    // go on with the next one
  }
}

User.query.count()

// It was a rehearsal: all of it is taken back.
db.session.rollback()
