import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations


class Role(db.Model):
    __tablename__ = 'roles'
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(64), unique=True)


db.create_all()
db.session.add_all([Role(name='Admin'), Role(name='User')])
db.session.commit()
op = Operations(MigrationContext.configure(db.engine.connect()))
