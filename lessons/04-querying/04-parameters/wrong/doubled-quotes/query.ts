function find(typed: string) {
  const safe = typed.replaceAll("'", "''")
  return User.query.filter(db.text(`username = '${safe}'`)).all()
}

find('susan')
find("' OR '1'='1")
