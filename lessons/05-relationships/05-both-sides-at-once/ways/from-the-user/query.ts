john.role = user
john.role
admin.users
