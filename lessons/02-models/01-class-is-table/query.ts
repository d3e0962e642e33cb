db.createAll()
