import { makeUrl } from 'backref'

const server = makeUrl('mysql://flasky:pw@localhost:3306/blog')
server.username
server.host
server.port
server.database

const path = '/home/flasky/data.sqlite'
const file = makeUrl('sqlite:///' + path)
file.host
file.database
