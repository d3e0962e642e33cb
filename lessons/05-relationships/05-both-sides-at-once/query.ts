john.role
admin.users
