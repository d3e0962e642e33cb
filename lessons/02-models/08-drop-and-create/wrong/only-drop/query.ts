db.dropAll()


