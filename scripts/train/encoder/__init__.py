"""Training the encoder: its pairs, its loss and schedule, the file that ships."""
