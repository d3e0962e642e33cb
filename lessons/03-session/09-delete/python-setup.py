class Role(db.Model):
    __tablename__ = 'roles'
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(64), unique=True)
    users = db.relationship('User', backref='role')

    def __repr__(self):
        return '<Role %r>' % self.name


class User(db.Model):
    __tablename__ = 'users'
    id = db.Column(db.Integer, primary_key=True)
    username = db.Column(db.String(64), unique=True, index=True)
    role_id = db.Column(db.Integer, db.ForeignKey('roles.id'))

    def __repr__(self):
        return '<User %r>' % self.username


db.create_all()
for name in ['Admin', 'Moderator', 'User']:
    db.session.add(Role(name=name))
    db.session.flush()
for username, role_id in {'susan': 3, 'david': 3, 'john': 1}.items():
    db.session.add(User(username=username, role_id=role_id))
    db.session.flush()
db.session.commit()
mod_role = Role.query.filter_by(name='Moderator').one()
