# as in 07-application/01-look-up-or-insert
