// Copied from somebody's notes:
const sql = `
SELECT users.username, roles.name
FROM users INNER JOIN roles ON users.role_id = roles.id
`
db.session.execute(db.text(sql)).all()

const susan = User.query.filterBy({ username: 'susan' }).one()
susan
