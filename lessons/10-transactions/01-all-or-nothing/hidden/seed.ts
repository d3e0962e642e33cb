db.createAll()

const credits = { susan: 60, david: 5, tom: 80 }
for (const [username, amount] of Object.entries(credits)) {
  db.session.add(new User({ username, credits: amount }))
}
db.session.commit()

function attempt(work: () => void) {
  try { work(); return 'done' }
  catch (error) { return String(error).split('\n')[0] }
  finally { db.session.remove() }
}
