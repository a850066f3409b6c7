"""What a newsroom asks of its articles besides questions: a draft or a citation checked, who said what, what changed,
what had no sure answer."""

from qa.newsroom.engine_methods import NewsroomMethods

__all__ = ["NewsroomMethods"]
