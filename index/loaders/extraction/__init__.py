"""A marked-up source -> pieces of text in order, their outline, dates and titles, and what was left out."""
