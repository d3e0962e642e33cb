// Runs first: two users. susan has a profile.
db.createAll()

for (const username of ['john', 'susan']) {
  db.session.add(new User({ username }))
}
db.session.commit()

db.session.add(new Profile({ about: 'likes bees', userId: 2 }))
db.session.commit()
db.session.remove()
