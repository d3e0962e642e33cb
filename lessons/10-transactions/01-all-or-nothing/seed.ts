// Runs first: three users with credits, 160 in all.
db.createAll()

const credits = { susan: 50, david: 20, tom: 90 }
for (const [username, amount] of Object.entries(credits)) {
  db.session.add(new User({ username, credits: amount }))
}
db.session.commit()

/** What a function does in a session of its own: 'done' or its error. */
function attempt(work: () => void) {
  try { work(); return 'done' }
  catch (error) { return String(error).split('\n')[0] }
  finally { db.session.remove() }
}
