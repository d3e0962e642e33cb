import { makeUrl } from 'backref'

const server = makeUrl('mysql://flasky:secret@localhost:3306/blog')
server
server.database

const path = '/home/flasky/data.sqlite'
const file = makeUrl('sqlite:///' + path)
file
file.host
file.database
