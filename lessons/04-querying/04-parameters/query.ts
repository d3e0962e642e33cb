function find(typed: string) {
  return User.query.filter(db.text(`username = '${typed}'`)).all()
}

find('susan')
find("' OR '1'='1")
