__file__ = '/home/flasky/hello.py'
