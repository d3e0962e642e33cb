# as in 05-relationships/03-the-list-that-nobody-stored
