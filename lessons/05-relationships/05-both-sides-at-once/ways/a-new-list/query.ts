user.users = [john]

admin.users
john.role
