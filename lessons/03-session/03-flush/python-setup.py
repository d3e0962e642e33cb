# as in 03-session/01-new-objects
