# as in 09-migrations-that-bite/01-not-null
