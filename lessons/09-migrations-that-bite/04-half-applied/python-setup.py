import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations


class User(db.Model):
    __tablename__ = 'users'
    id = db.Column(db.Integer, primary_key=True)
    username = db.Column(db.String(64), unique=True, index=True)


db.create_all()
db.session.add_all([User(username=name) for name in ('john', 'susan', 'david')])
db.session.commit()
op = Operations(MigrationContext.configure(db.engine.connect()))
