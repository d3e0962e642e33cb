db.session.execute(db.text('ALTER TABLE users DROP COLUMN nickname'))
db.session.commit()
