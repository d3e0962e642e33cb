import { Flask } from 'backref'
import { SQLAlchemy } from 'backref'

const app = new Flask('hello')
app.config['SQLALCHEMY_DATABASE_URI'] = 'sqlite:///data.sqlite'

export const db = new SQLAlchemy(app)
