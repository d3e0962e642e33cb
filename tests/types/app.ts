// An app as a learner writes it: it has to check, and its mistakes have to be seen.
import { db } from '../../src/engine/db/public'
import {
  abort,
  BooleanField,
  DataRequired,
  EqualTo,
  Flask,
  FlaskForm,
  IntegerField,
  Length,
  PasswordField,
  redirect,
  renderTemplate,
  request,
  StringField,
  SubmitField,
  session,
  urlFor,
} from '../../src/engine/web/public'
import { User } from './models'

const app = new Flask('hello')
app.config.SECRET_KEY = 'hard to guess string'

class NameForm extends FlaskForm {
  name = new StringField('What is your name?', { validators: [DataRequired(), new Length({ max: 64 })] })
  password = new PasswordField('Password', { validators: [EqualTo('again')] })
  again = new PasswordField('Again')
  age = new IntegerField('Age')
  remember = new BooleanField('Remember me')
  submit = new SubmitField('Submit')
}

app.route('/', { methods: ['GET', 'POST'] }, function index() {
  const form = new NameForm()
  if (form.validateOnSubmit()) {
    let user = User.query.filterBy({ username: form.name.data }).first()
    if (user === null) {
      user = new User({ username: form.name.data })
      db.session.add(user)
      db.session.commit()
    }
    session.name = form.name.data
    session.known = form.remember.data
    return redirect(urlFor('index'))
  }
  const page = request.args.get('page', 1, Number)
  return renderTemplate('index.html', { form, name: session.get('name'), next: page + 1 })
})
app.get('/user/<name>', ({ name }) => (User.query.filterBy({ username: name }).first() === null ? abort(404) : { name }))
app.errorhandler(404, (error) => [renderTemplate('404.html', { error }), 404])
app.shellContextProcessor(() => ({ db, User }))

// @ts-expect-error: a route needs a view
app.route('/nothing', { methods: ['GET'] })
// @ts-expect-error: a view returns something
app.route('/silent', () => undefined)
// @ts-expect-error: no such method of HTTP
app.route('/x', { methods: ['FETCH'] }, () => 'x')
// @ts-expect-error: data of a StringField is text
const age: number = new NameForm().name.data
