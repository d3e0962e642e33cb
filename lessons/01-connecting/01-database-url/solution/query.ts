import { makeUrl } from 'backref'

const server = makeUrl('mysql://flasky:pw@localhost:3306/blog')
server.username
server.host
server.port
server.database

const file = makeUrl('sqlite:////home/flasky/data.sqlite')
file.host
file.database
