"""Whose report an article is: all copies of one text, or of one report of an agency, count as one origin."""

from qa.origins.grouping import Origins

__all__ = ["Origins"]
