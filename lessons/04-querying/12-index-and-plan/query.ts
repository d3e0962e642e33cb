function plan(sql: string) {
  const rows = db.session.execute(db.text(`EXPLAIN QUERY PLAN ${sql}`))
  return rows.one().detail
}

plan("SELECT * FROM users WHERE username = 'susan'")
plan('SELECT * FROM users WHERE role_id = 3')
