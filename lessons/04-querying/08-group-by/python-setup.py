# as in 04-querying/01-all
