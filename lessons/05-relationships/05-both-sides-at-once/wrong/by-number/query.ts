user.id = 2
john.roleId = 2
john.role
admin.users
