import { db } from './app'
import { Role } from './models'

db.engine.url.database

db.createAll()
Role.query.count()
