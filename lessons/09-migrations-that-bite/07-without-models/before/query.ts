const run = (sql: string) => db.session.execute(db.text(sql))

run("INSERT INTO roles (name) VALUES ('Admin'), ('User')")
run("INSERT INTO users (username, role_id) VALUES ('john', 1), ('susan', 2), ('david', NULL)")
db.session.commit()
