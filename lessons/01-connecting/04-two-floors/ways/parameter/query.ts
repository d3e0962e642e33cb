db.createAll()
db.session.add(new Role({ name: 'Admin' }))
db.session.commit()

const role = Role.query.filterBy({ name: 'Admin' }).one()
role

const sql = 'SELECT id, name FROM roles WHERE name = :name'
const row = db.session.execute(db.text(sql), { name: 'Admin' }).one()
row
