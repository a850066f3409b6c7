"""The OpenAI doors: chat completions and responses, in the words of that API."""
