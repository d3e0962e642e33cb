import contextlib
import io
import tempfile

from flask_migrate import Migrate, downgrade, init, stamp, upgrade

home = tempfile.TemporaryDirectory()
migrations = f'{home.name}/migrations'
Migrate(app, db, directory=migrations)

def script(revision, before, up, down='pass'):
    text = f"""from alembic import op
import sqlalchemy as sa
revision = {revision!r}
down_revision = {before!r}
def upgrade():
    {up}
def downgrade():
    {down}
"""
    with open(f'{migrations}/versions/{revision}_.py', 'w') as file:
        file.write(text)

first = """op.create_table('roles', sa.Column('id', sa.Integer, primary_key=True), sa.Column('name', sa.String(64)), sa.UniqueConstraint('name'))
    op.create_table('users', sa.Column('id', sa.Integer, primary_key=True), sa.Column('username', sa.String(64)),
        sa.Column('role_id', sa.Integer, sa.ForeignKey('roles.id')))
    op.create_index('ix_users_username', 'users', ['username'], unique=True)"""

with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    init()
    script('38c4e85512a9', None, first)
    script('9b1d7f02c5e4', '38c4e85512a9', "op.add_column('users', sa.Column('age', sa.Integer))", "op.drop_column('users', 'age')")
    upgrade()
    db.session.execute(db.text("INSERT INTO users (username, age) VALUES ('john', 31), ('susan', 28), ('david', NULL)"))
    db.session.commit()
    script('5ce90a7b31f4', '9b1d7f02c5e4', '''with op.batch_alter_table('users') as batch_op:
            batch_op.add_column(sa.Column('login', sa.String(64)))
            batch_op.drop_index('ix_users_username')
            batch_op.create_index('ix_users_login', ['login'], unique=True)
            batch_op.drop_column('username')''')
    upgrade()
