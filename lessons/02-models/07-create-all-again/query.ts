db.createAll()

// Does the model know about e-mail addresses?
String(User.query).includes('users.email')
