import { Flask } from 'backref'
import { User } from './models'

export const app = new Flask('hello')
