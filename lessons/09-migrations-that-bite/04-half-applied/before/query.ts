const run = (sql: string) => db.session.execute(db.text(sql))

run("INSERT INTO roles (name) VALUES ('Admin'), ('User')")
run("INSERT INTO users (username, role_id) VALUES ('john', 1), ('susan', 2), ('david', 2)")
// What the first try has left.
run(`CREATE TABLE posts (
	id INTEGER NOT NULL, 
	body TEXT, 
	author_id INTEGER, 
	PRIMARY KEY (id), 
	FOREIGN KEY(author_id) REFERENCES users (id)
)`)
db.session.commit()
