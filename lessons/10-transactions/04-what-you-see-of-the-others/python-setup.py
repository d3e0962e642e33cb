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
    credits = db.Column(db.Integer, nullable=False)


with app.app_context():
    db.create_all()
    for username, amount in [('susan', 50), ('david', 20), ('tom', 90)]:
        db.session.add(User(username=username, credits=amount))
    db.session.commit()


def somebody_else():
    with sqlite3.connect(path) as other:
        other.execute("UPDATE users SET credits = credits - 5 WHERE username = 'susan'")
        other.execute("UPDATE users SET credits = credits + 5 WHERE username = 'tom'")
