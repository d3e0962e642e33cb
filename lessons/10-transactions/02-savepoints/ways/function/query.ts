const list = ['amy', 'susan', 'tom', 'ben']

for (const username of list) {
  try {
    db.session.beginNested(() => {
      db.session.add(new User({ username }))
    })
  } catch {
    // susan is there already
  }
}

User.query.count()

// It was a rehearsal: all of it is taken back.
db.session.rollback()
