db.session.add(john)
db.session.commit()
user.users.append(john)
db.session.commit()
john.role
admin.users
