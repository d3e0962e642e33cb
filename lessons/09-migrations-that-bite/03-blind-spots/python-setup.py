from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

db.session.execute(db.text('CREATE TABLE roles (id INTEGER NOT NULL, name VARCHAR(64), PRIMARY KEY (id), UNIQUE (name))'))
db.session.execute(db.text(
    'CREATE TABLE users (id INTEGER NOT NULL, username VARCHAR(64), credits INTEGER, visits INTEGER, role_id INTEGER, '
    'PRIMARY KEY (id), FOREIGN KEY(role_id) REFERENCES roles (id))'
))
db.session.execute(db.text('CREATE UNIQUE INDEX ix_users_username ON users (username)'))
db.session.commit()
context = MigrationContext.configure(db.engine.connect(), opts={'compare_type': True})


def names(changes):
    """What has to be done, without the details."""
    return [change[0][0] if isinstance(change, list) else change[0] for change in changes]
