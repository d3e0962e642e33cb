import { Flask, SQLAlchemy } from 'backref'

const app = new Flask('hello')

export const db = new SQLAlchemy(app)
app.config['SQLALCHEMY_DATABASE_URI'] = 'sqlite:///data.sqlite'
