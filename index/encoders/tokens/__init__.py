"""Text -> token ids, in windows of what a model can read."""
