"""What a newsroom asks of its articles besides questions: a draft or a citation checked, who said what, what changed,
what had no sure answer."""

from qa.newsroom.desk import Desk

__all__ = ["Desk"]
