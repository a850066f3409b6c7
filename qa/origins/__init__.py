"""Whose report an article is: copies of one text, and reports of one agency, are one origin however often printed."""

from qa.origins.grouping import Origins

__all__ = ["Origins"]
