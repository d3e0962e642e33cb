db.session.execute(db.text("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql NOT NULL")).scalars().all()
