function plan(sql: string) {
  const explain = db.text(`EXPLAIN QUERY PLAN ${sql}`)
  return db.session.execute(explain).one().detail
}

db.session.execute(db.text('CREATE INDEX ix_users_role_id ON users (role_id)'))
plan('SELECT * FROM users WHERE role_id = 3')
