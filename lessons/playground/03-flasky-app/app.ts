import { DataRequired, Flask, FlaskForm, redirect, renderTemplate, session, StringField, SubmitField, urlFor } from 'backref'
import { Role, User } from './models'

export const app = new Flask('hello')
app.config['SECRET_KEY'] = 'hard to guess string'

class NameForm extends FlaskForm {
  name = new StringField('What is your name?', { validators: [DataRequired()] })
  submit = new SubmitField('Submit')
}

app.route('/', { methods: ['GET', 'POST'] }, function index() {
  const form = new NameForm()
  if (form.validateOnSubmit()) {
    let user = User.query.filterBy({ username: form.name.data }).first()
    if (user === null) { // check if submitted name is in the DB
      user = new User({ username: form.name.data })
      db.session.add(user)
      db.session.commit()
      session['known'] = false // after inserting new user information, set "known" key to false
    } else {
      session['known'] = true
    }
    session['name'] = form.name.data
    return redirect(urlFor('index'))
  }
  return renderTemplate('index.html', { form, name: session.get('name'), known: session.get('known', false) })
})

app.shellContextProcessor(() => ({ db, User, Role }))
