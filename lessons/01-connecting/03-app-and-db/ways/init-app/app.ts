import { Flask, SQLAlchemy } from 'backref'

export const db = new SQLAlchemy()

const app = new Flask('hello')
app.config['SQLALCHEMY_DATABASE_URI'] = 'sqlite:///data.sqlite'
db.initApp(app)
