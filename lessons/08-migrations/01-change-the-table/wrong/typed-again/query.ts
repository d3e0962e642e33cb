import { User } from './models'

db.dropAll()
db.createAll()
db.session.addAll(['john', 'susan', 'david'].map((username) => new User({ username })))
db.session.commit()

db.session.execute(db.text('SELECT * FROM users')).all()
