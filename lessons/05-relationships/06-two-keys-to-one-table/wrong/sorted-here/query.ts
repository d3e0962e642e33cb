const susan = User.query.filterBy({ username: 'susan' }).one()
susan.posts
  .toSorted((a, b) => (a.title ?? '').localeCompare(b.title ?? ''))
