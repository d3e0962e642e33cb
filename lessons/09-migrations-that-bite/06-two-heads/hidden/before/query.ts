db.session.execute(db.text("INSERT INTO users (username) VALUES ('emma'), ('tom')"))
db.session.commit()
