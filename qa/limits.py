"""Limits of questions and articles: the checks that the shell, HTTP, MCP and Python share.

Owns the limits of a question, of its options and of an article, and the error message of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import index  # its names load what they need when they are used: a client needs none of it
from index.errors import InvalidArticle
from index.records import Article, Filters, misfit
from qa.errors import QuestionError
from qa.records import Turn

#: The most quotes of an answer; the schemas of requests repeat it.
MOST_QUOTES = 20
#: Seconds that a service may take to check a draft: 2,000 words take some three, and a hostile one would take a place
#: of those who ask for many minutes.
CHECK_SECONDS = 60.0


def accepted_question(question: str, *, most_chars: int) -> str:
    """Return the question to be answered, without surrounding space.

    Raises QuestionError when it is empty, too long, or holds NUL or a lone surrogate.
    """
    if not isinstance(question, str):
        raise QuestionError(f"the question is a {type(question).__name__}; give it as text")
    stripped = question.strip()
    if not stripped:
        raise QuestionError("the question is empty; ask something")
    if len(stripped) > most_chars:
        raise QuestionError(
            f"the question has {len(stripped)} characters and may have {most_chars}; ask it in fewer words"
        )
    if misfit(stripped):
        raise QuestionError("the question holds a NUL or half a surrogate pair, which is no text; send valid Unicode")
    return stripped


def accepted_limit(limit: int) -> int:
    """Return the number of quotes asked for. Raises QuestionError outside 1 to 20."""
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= MOST_QUOTES:
        raise QuestionError(f"limit is {limit!r}; give a whole number from 1 to {MOST_QUOTES}")
    return limit


def accepted_error(max_error: float | None) -> float | None:
    """Return the share of wrong answers to accept. Raises QuestionError unless None or above 0 and below 1."""
    if max_error is None:
        return None
    if isinstance(max_error, bool) or not isinstance(max_error, int | float) or not 0 < max_error < 1:
        raise QuestionError(f"max_error is {max_error!r}; give a number above 0 and below 1, such as 0.05")
    return float(max_error)


def accepted_filters(filters: Filters | None) -> Filters | None:
    """Return the filters. Raises QuestionError for what are none, such as a mapping of their names."""
    if filters is not None and not isinstance(filters, Filters):
        raise QuestionError(f"filters is of type {type(filters).__name__}; give Filters(...), or None")
    return filters


def accepted_turns(history: Sequence[Turn]) -> tuple[Turn, ...]:
    """Return the turns before a question. Raises QuestionError for anything else."""
    turns = tuple(history) if isinstance(history, Iterable) else (history,)
    if not all(isinstance(turn, Turn) for turn in turns):
        raise QuestionError(f"history is of type {type(history).__name__} and not of turns; give [Turn(question), ...]")
    for number, turn in enumerate(turns, 1):
        is_list = isinstance(turn.quotes, Sequence) and not isinstance(turn.quotes, str)
        if not isinstance(turn.question, str) or not is_list or not all(isinstance(one, str) for one in turn.quotes):
            raise QuestionError(f'turn {number} of history holds what is no text; give Turn("...", quotes=("...",))')
    return turns


def accepted_speaker(name: str) -> str:
    """Return the name of whose words are asked for. Raises QuestionError for one that is no text or has no letters."""
    if not isinstance(name, str) or misfit(name) or not any(character.isalpha() for character in name):
        raise QuestionError(f"{name!r} names nobody; give a name, such as 'Ilse Marrowby'")
    return name.strip()


def check_storable(article: Article, *, most_chars: int) -> None:
    """Raise InvalidArticle when the article is longer than ``most_chars``, or the corpus would not take it."""
    check_length(article, most_chars=most_chars)
    index.check_article(article)


def check_text(text: str, *, most_chars: int) -> None:
    """Raise InvalidArticle when an article of this text would be longer than ``most_chars``: for whoever can know it
    before the article is made of the text, which takes long where there is much of it."""
    if (length := len(text) - text.count("\r\n")) - 1 > most_chars:  # a mark at the very start is no part of it
        raise InvalidArticle(
            f"the text has {length:,} characters, more than {most_chars:,}; divide it, or raise QA_MAX_ARTICLE_CHARS"
        )


def check_length(article: Article, *, most_chars: int) -> None:
    """Raise InvalidArticle when the article is longer than ``most_chars``. What is no article is left to the corpus."""
    if isinstance(article, Article) and len(article.text) > most_chars:
        raise InvalidArticle(
            f"the text of article {article.id!r} has {len(article.text):,} characters, more than {most_chars:,}; "
            "divide it, or raise QA_MAX_ARTICLE_CHARS"
        )
