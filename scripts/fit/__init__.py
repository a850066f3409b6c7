"""What fits the small models: confidence, the mark, follow-ups."""
