# as in 03-session/02-add
