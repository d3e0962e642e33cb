const run = (sql: string) => db.session.execute(db.text(sql))

run("INSERT INTO roles (name) VALUES ('Editor')")
run("INSERT INTO users (username, role_id) VALUES ('emma', 1), ('tom', NULL)")
db.session.commit()
