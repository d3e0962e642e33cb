import { makeUrl } from 'backref'

const server = makeUrl('mysql://flasky:secret@localhost:3306/blog')
server
server.database

const file = makeUrl('sqlite:///home/flasky/data.sqlite')
file
file.host
file.database
