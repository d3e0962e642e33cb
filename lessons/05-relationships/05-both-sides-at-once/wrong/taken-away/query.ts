admin.users.remove(john)
john.role
admin.users
