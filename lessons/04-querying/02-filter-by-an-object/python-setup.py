# as in 02-models/08-drop-and-create
