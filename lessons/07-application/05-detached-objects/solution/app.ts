import { Flask, FlaskForm, redirect, renderTemplate, session, StringField, SubmitField, urlFor } from 'backref'
import { User } from './models'

const app = new Flask('hello')
app.config['SECRET_KEY'] = 'hard to guess string'

class NameForm extends FlaskForm {
  name = new StringField('What is your name?')
  submit = new SubmitField('Submit')
}

let last: number | null = null

app.route('/', { methods: ['GET', 'POST'] }, function index() {
  const form = new NameForm()
  if (form.validateOnSubmit()) {
    let user = User.query.filterBy({ username: form.name.data }).first()
    if (user === null) {
      user = new User({ username: form.name.data })
      db.session.add(user)
      db.session.commit()
    }
    last = user.id
    return redirect(urlFor('index'))
  }
  return renderTemplate('index.html', { form, last: last && User.query.get(last) })
})
