from flask import redirect, render_template, session, url_for
from flask_wtf import FlaskForm
from jinja2 import DictLoader
from wtforms import StringField, SubmitField

app.config['SECRET_KEY'] = 'hard to guess string'
app.config['WTF_CSRF_ENABLED'] = False
app.jinja_loader = DictLoader({'index.html': """Hello, {% if name %}{{ name }}{% else %}Stranger{% endif %}!"""})


class User(db.Model):
    __tablename__ = 'users'
    id = db.Column(db.Integer, primary_key=True)
    username = db.Column(db.String(64), unique=True, index=True)

    def __repr__(self):
        return '<User %r>' % self.username


class NameForm(FlaskForm):
    name = StringField('What is your name?')
    submit = SubmitField('Submit')


db.create_all()
