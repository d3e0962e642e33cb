// Plays a power cut: what was not committed is undone.
db.session.rollback()
