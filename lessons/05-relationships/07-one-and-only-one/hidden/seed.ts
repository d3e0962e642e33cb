// Runs first: three users. susan has a profile.
db.createAll()

for (const username of ['john', 'susan', 'amy']) {
  db.session.add(new User({ username }))
}
db.session.commit()

db.session.add(new Profile({ about: 'likes bees', userId: 2 }))
db.session.add(new Profile({ about: 'likes ants', userId: 3 }))
db.session.commit()
db.session.remove()
