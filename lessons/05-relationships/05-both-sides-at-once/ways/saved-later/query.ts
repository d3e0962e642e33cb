user.users.push(john)
john.role
admin.users
