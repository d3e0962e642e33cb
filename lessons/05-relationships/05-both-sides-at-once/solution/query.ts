user.users.append(john)
john.role
admin.users
