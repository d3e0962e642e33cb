import { Flask, SQLAlchemy } from 'backref'

const app = new Flask('hello')
app.config['SQLALCHEMY_DATABASE_URI'] = 'sqlite:///data.sqlite'

const db = new SQLAlchemy()
db.initApp(app)

db.engine.url.database
app.config['SQLALCHEMY_TRACK_MODIFICATIONS']
