user.users.extend([john])

admin.users
john.role
