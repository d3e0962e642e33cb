const rows = db.session.execute(db.text(`
  SELECT u.username, r.name
  FROM users AS u JOIN roles AS r ON r.id = u.role_id
  ORDER BY u.id
`))
rows.all()

const susan = User.query.get(2)
susan?.role
