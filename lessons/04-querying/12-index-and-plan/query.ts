function plan(sql: string) {
  const explain = db.text(`EXPLAIN QUERY PLAN ${sql}`)
  return db.session.execute(explain).one().detail
}

plan("SELECT * FROM users WHERE username = 'susan'")
plan('SELECT * FROM users WHERE role_id = 3')
