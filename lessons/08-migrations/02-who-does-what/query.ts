const tables = db.text("SELECT name FROM sqlite_schema WHERE type = 'table'")
db.session.execute(tables).scalars().all()
