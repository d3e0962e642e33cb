admin.users.remove(john)
user.users.append(john)
john.role
admin.users
