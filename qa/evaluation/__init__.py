"""Measuring and calibrating on a user's own questions."""
