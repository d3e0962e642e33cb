function find(typed: string) {
  return User.query.filter(User.username.like(typed)).all()
}

find('susan')
find("' OR '1'='1")
