const susan = User.query.filterBy({ username: 'susan' }).one()

if (susan.profile) susan.profile.about = 'likes cats'
db.session.commit()

susan.profile
