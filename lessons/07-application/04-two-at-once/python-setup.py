import sqlite3
import tempfile

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

path = tempfile.mkdtemp() + '/data.sqlite'
app = Flask('flasky')
app.config['SQLALCHEMY_DATABASE_URI'] = 'sqlite:///' + path
db = SQLAlchemy(app)


class User(db.Model):
    __tablename__ = 'users'
    id = db.Column(db.Integer, primary_key=True)
    username = db.Column(db.String(64), unique=True, index=True)

    def __repr__(self):
        return '<User %r>' % self.username


def somebody_else(name):
    with sqlite3.connect(path) as other:
        other.execute('INSERT INTO users (username) VALUES (?)', [name])


with app.app_context():
    db.create_all()
