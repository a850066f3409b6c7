"""The training of the reader: sources, groups, model, training, export. The steps stand in README.md."""
