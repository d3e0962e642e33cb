import sys
import types


class Role(db.Model):
    __tablename__ = 'roles'
    id = db.Column(db.Integer, primary_key=True)


class User(db.Model):
    __tablename__ = 'users'
    id = db.Column(db.Integer, primary_key=True)


def post(name):
    if name != 'Post':
        raise AttributeError(name)
    columns = {'__tablename__': 'posts', '__module__': 'blog', 'id': db.Column(db.Integer, primary_key=True)}
    blog.Post = type('Post', (db.Model,), columns)
    return blog.Post


hello, blog = types.ModuleType('hello'), types.ModuleType('blog')
hello.db = db
blog.__getattr__ = post
sys.modules.update(hello=hello, blog=blog)
