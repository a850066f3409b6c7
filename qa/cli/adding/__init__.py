"""The commands that bring articles in, and how they tell of it."""
