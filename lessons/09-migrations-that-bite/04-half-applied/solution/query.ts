db.session.execute(db.text('DROP TABLE IF EXISTS posts'))
db.session.commit()
