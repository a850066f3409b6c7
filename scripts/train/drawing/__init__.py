"""Drawing the groups that the reader is trained on: negatives, made-up variants, the recipes of what is drawn."""
