import { db } from '../../src/engine/db/public'
import { Comment, Post, Profile, Role, Tag, User } from './models'

const adminRole = new Role({ name: 'Admin' })
const john = new User({ username: 'john', role: adminRole })
const uname = john.username
const role = john.role
const posts = john.posts
const profile = john.profile
const users = adminRole.users
const first = posts.orderBy(Post.title).first()
const author = first!.author
const tags = first!.tags
const comments = first!.comments
const usercomments = john.comments
const c0 = comments.all()[0]!
const cpost = c0.post
const cauthor = c0.author
const cparent = c0.parent
const creplies = c0.replies
const tagposts = new Tag({ name: 'x' }).posts
const profUser = new Profile({ userId: 1 }).user
const q = User.query
const all = User.query.filterBy({ role: adminRole }).orderBy(User.username).all()
const shout = User.query.first()?.shout()
const col = Role.name
const rel = Role.users
const got = db.session.get(User, 1)
const page = Post.query.paginate({ page: 2, perPage: 20 })
