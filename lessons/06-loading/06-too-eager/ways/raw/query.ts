db.session.execute(db.text(`
  SELECT roles.name, count(users.id) FROM roles
  LEFT JOIN users ON users.role_id = roles.id
  GROUP BY roles.id ORDER BY roles.id`)).all()

db.session.identityMap.length
