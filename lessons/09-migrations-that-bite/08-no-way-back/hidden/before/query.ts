const run = (sql: string) => db.session.execute(db.text(sql))

run("INSERT INTO users (username, nickname) VALUES ('emma', 'em'), ('tom', NULL), ('eve', NULL)")
db.session.commit()
