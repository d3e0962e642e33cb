const tables = db.text("SELECT name FROM sqlite_schema WHERE type = 'table'")
const names = () => db.session.execute(tables).scalars().all()

// The first rows, as soon as there is a table for them.
if (names().includes('users')) {
  db.session.execute(db.text("INSERT OR IGNORE INTO users (username) VALUES ('john'), ('susan'), ('david')"))
  db.session.commit()
}

names()
