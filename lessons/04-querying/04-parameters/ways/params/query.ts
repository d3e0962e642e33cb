const find = (typed: string) =>
  User.query.filter(db.text('username = :typed')).params({ typed }).all()

find('susan')
find("' OR '1'='1")
