"""An answer in its wire form -> text, Markdown, a notebook's cards, a table. Knows nothing of how it came about."""
