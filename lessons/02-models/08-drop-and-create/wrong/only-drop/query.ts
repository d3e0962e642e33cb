db.dropAll()
