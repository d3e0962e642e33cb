function find(typed: string) {
  return User.query.filterBy({ username: typed }).all()
}

find('susan')
find("' OR '1'='1")
