import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

db.session.execute(db.text('CREATE TABLE users (id INTEGER NOT NULL, username VARCHAR(64), nickname VARCHAR(64), PRIMARY KEY (id))'))
db.session.execute(db.text("INSERT INTO users (username, nickname) VALUES ('john', 'jo'), ('susan', NULL), ('david', 'dave')"))
db.session.commit()
op = Operations(MigrationContext.configure(db.engine.connect()))
