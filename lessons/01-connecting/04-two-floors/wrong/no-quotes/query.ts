db.createAll()
db.session.add(new Role({ name: 'Admin' }))
db.session.commit()

const role = Role.query.filterBy({ name: 'Admin' }).one()
role

const sql = "SELECT id, name FROM roles WHERE name = Admin"
const row = db.session.execute(db.text(sql)).one()
row
