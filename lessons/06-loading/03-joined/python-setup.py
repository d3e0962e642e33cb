# as in 06-loading/01-hear-the-n-plus-one
