const list = ['amy', 'susan', 'tom', 'ben']

const savepoint = db.session.beginNested()
try {
  for (const username of list) {
    db.session.add(new User({ username }))
    db.session.flush()
  }
  savepoint.commit()
} catch {
  savepoint.rollback()
}

User.query.count()

// It was a rehearsal: all of it is taken back.
db.session.rollback()
