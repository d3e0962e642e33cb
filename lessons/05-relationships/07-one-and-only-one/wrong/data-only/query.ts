const susan = User.query.filterBy({ username: 'susan' }).one()

const profile = Profile.query.filterBy({ user: susan }).one()
profile.about = 'likes cats'
db.session.commit()

susan.profile
