"""What stands in a prompt: a question within a template, or a task of a chat front end."""
