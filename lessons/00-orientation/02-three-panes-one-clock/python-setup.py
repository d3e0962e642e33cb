class Role(db.Model):
    __tablename__ = 'roles'
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(64), unique=True)

    def __repr__(self):
        return '<Role %r>' % self.name


db.create_all()
for name in ['Guest', 'Moderator', 'Admin', 'User']:
    db.session.add(Role(name=name))
db.session.commit()
