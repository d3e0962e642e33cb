const rows = db.session.execute(db.text('SELECT * FROM users')).mappings().all()

rows.filter((row) => row.nickname).length
