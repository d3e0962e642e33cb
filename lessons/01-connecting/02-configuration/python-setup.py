import tempfile

import flask
from flask_sqlalchemy import SQLAlchemy


def in_a_folder_of_its_own(name, root=tempfile.mkdtemp()):
    return Made(name, root_path=root, instance_path=root + '/instance')


Made = flask.Flask
flask.Flask = in_a_folder_of_its_own
