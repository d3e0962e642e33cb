import { app } from './app'

db.createAll()
app
