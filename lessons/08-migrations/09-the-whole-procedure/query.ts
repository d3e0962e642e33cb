db.session.execute(db.text("SELECT name FROM sqlite_schema WHERE type = 'table'")).scalars().all()
