const list = ['amy', 'susan', 'tom', 'ben']

for (const username of list) {
  const savepoint = db.session.beginNested()
  try {
    db.session.add(new User({ username }))
    savepoint.commit()
  } catch {
    savepoint.rollback()
  }
}

User.query.count()

// It was a rehearsal: all of it is taken back.
db.session.rollback()
