import { db } from '../../src/engine/db/public'

export class Role extends db.Model('roles', {
  id: db.Column(db.Integer, { primaryKey: true }),
  name: db.Column(db.String(64), { unique: true }),
  users: db.relationship('User', { backref: 'role' }),
}) {
  toString() {
    return `<Role '${this.name}'>`
  }
}

export class User extends db.Model('users', {
  id: db.Column(db.Integer, { primaryKey: true }),
  username: db.Column(db.String(64), { unique: true, index: true }),
  roleId: db.Column(db.Integer, db.ForeignKey('roles.id')),
  posts: db.relationship('Post', { backref: 'author', lazy: 'dynamic' }),
  profile: db.relationship('Profile', { backref: 'user', uselist: false }),
}) {
  toString() {
    return `<User '${this.username}'>`
  }
  shout() {
    return this.username?.toUpperCase() + (this.role?.name ?? '')
  }
}

export class Profile extends db.Model('profiles', {
  id: db.Column(db.Integer, { primaryKey: true }),
  bio: db.Column(db.Text),
  userId: db.Column(db.Integer, db.ForeignKey('users.id'), { unique: true, nullable: false }),
}) {}

const postTags = db.Table('post_tags', {
  postId: db.Column(db.Integer, db.ForeignKey('posts.id')),
  tagId: db.Column(db.Integer, db.ForeignKey('tags.id')),
})

export class Post extends db.Model('posts', {
  id: db.Column(db.Integer, { primaryKey: true }),
  title: db.Column(db.String(140), { nullable: false }),
  body: db.Column(db.Text, { nullable: false, default: '' }),
  createdAt: db.Column(db.DateTime, { nullable: false, default: () => new Date() }),
  authorId: db.Column(db.Integer, db.ForeignKey('users.id')),
  tags: db.relationship('Tag', { secondary: postTags, backref: 'posts' }),
}) {
  get summary() {
    return this.title.slice(0, 20) + this.author?.username
  }
}

export class Comment extends db.Model('comments', {
  id: db.Column(db.Integer, { primaryKey: true }),
  text: db.Column(db.Text, { nullable: false }),
  postId: db.Column(db.Integer, db.ForeignKey('posts.id'), { nullable: false }),
  authorId: db.Column(db.Integer, db.ForeignKey('users.id')),
  parentId: db.Column(db.Integer, db.ForeignKey('comments.id')),
  post: db.relationship(() => Post, { backref: db.backref('comments', { lazy: 'dynamic' }) }),
  author: db.relationship(() => User, { backref: 'comments' }),
  replies: db.relationship(() => Comment, { backref: db.backref('parent', { remoteSide: 'id' }) }),
}) {}

export class Tag extends db.Model('tags', {
  id: db.Column(db.Integer, { primaryKey: true }),
  name: db.Column(db.String(32), { unique: true, nullable: false }),
}) {}
