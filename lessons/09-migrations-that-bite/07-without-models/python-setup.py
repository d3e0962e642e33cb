import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

db.session.execute(db.text('CREATE TABLE users (id INTEGER NOT NULL, username VARCHAR(64), role_id INTEGER, PRIMARY KEY (id))'))
db.session.execute(db.text("INSERT INTO users (username, role_id) VALUES ('john', 1), ('susan', 2), ('david', NULL)"))
db.session.commit()
op = Operations(MigrationContext.configure(db.engine.connect()))


class User(db.Model):
    __tablename__ = 'users'
    id = db.Column(db.Integer, primary_key=True)
    username = db.Column(db.String(64))
    confirmed = db.Column(db.Boolean)
    email = db.Column(db.String(64))
    role_id = db.Column(db.Integer)
