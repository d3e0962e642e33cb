const indexes = db.text("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql NOT NULL")
db.session.execute(indexes).scalars().all()
