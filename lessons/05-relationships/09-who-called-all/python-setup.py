# as in 05-relationships/08-two-ways-to-the-same-users
