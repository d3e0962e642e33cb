function find(typed: string) {
  const condition = db.text(`username = '${typed}'`)
  return User.query.filter(condition).all()
}

find('susan')
find("' OR '1'='1")
