// The tables of this database are made by migrations. Type in the Migrations panel:
//   flask db init
//   flask db migrate -m "initial migration"
//   flask db upgrade
// Then run this cell: it adds the first rows. Change models.ts and migrate again.
const ready = db.session.execute(db.text("SELECT 1 FROM sqlite_schema WHERE name = 'users'")).first()

if (ready && User.query.count() === 0) {
  const admin = new Role({ name: 'Admin' })
  const user = new Role({ name: 'User' })
  db.session.addAll([
    new User({ username: 'john', role: admin }),
    new User({ username: 'susan', role: user }),
    new User({ username: 'david', role: user }),
  ])
  db.session.commit()
}
