"""The door for commands of the shell that work on the folder which this server holds."""
