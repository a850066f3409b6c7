"""Fits the small models: confidence, the marking of spans, follow-ups."""
