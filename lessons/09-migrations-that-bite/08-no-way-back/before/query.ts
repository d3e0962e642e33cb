const run = (sql: string) => db.session.execute(db.text(sql))

run("INSERT INTO roles (name) VALUES ('Admin'), ('User')")
run("INSERT INTO users (username, role_id, nickname) VALUES ('john', 1, 'jo'), ('susan', 2, NULL), ('david', 2, 'dave')")
db.session.commit()
