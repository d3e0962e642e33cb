function plan(sql: string) {
  const rows = db.session.execute(db.text(`EXPLAIN QUERY PLAN ${sql}`))
  return rows.one().detail
}

db.session.execute(db.text('CREATE INDEX ix_users_role_id ON users (role_id)'))
plan('SELECT * FROM users WHERE role_id = 3')
