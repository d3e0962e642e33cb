function find(typed: string) {
  return User.query.filter(db.text('username = :name', { name: typed })).all()
}

find('susan')
find("' OR '1'='1")
