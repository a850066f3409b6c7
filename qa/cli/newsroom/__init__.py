"""Commands for a newsroom: a draft checked before it goes to print, and who said what."""
