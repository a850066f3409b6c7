"""What an article must be like to be stored. Pure; knows nothing of where it is stored.

The text is never altered: an article that cannot be stored as it is, is refused.
"""

from __future__ import annotations

from index.errors import InvalidArticle
from index.records import Article, is_iso_date, misfit, text_sha256

ID_LIMIT = 1_000
FIELD_LIMIT = 10_000
TEXT_LIMIT = 20_000_000
#: Any text may have this many lines. A text with more lines needs at least SHORTEST_LINES characters a line on average:
#: a line costs as much as a sentence, so a small text of tiny lines would cost as much as a book.
MOST_SHORT_LINES = 50_000
SHORTEST_LINES = 20
_FIELDS = ("title", "url", "source", "author", "published")
_LATER_FIELDS = ("updated", "language")


def check(article: Article) -> None:
    """Raise InvalidArticle unless the article can be stored and cited exactly as it is."""
    _check_type(article)
    _check_characters("id", article.id, limit=ID_LIMIT)
    if not article.id.strip():
        raise InvalidArticle("an article has an empty id; give every article an id of its own")
    if article.id.splitlines() != [article.id]:
        raise InvalidArticle(f"the id {article.id!r} has more than one line, and no link would lead to it; make it one")
    for name in (*_FIELDS, *_LATER_FIELDS):
        value = getattr(article, name)
        if value is not None:
            _check_characters(f"{name} of article {article.id!r}", value, limit=FIELD_LIMIT)
    _check_characters(f"text of article {article.id!r}", article.text, limit=TEXT_LIMIT)
    if not article.text.strip():
        # An id that was made of the text is known to nobody.
        name = "an article" if article.id == Article(text=article.text).id else f"article {article.id!r}"
        raise InvalidArticle(f"{name} has no text; an article needs at least one sentence")
    _check_lines(article)
    for name in ("published", "updated"):
        date = getattr(article, name)
        if date is not None and not is_iso_date(date):
            raise InvalidArticle(
                f"article {article.id!r} is {name} {date!r}; write the date as YYYY-MM-DD, or leave it out"
            )
    if article.content_sha256 != text_sha256(article.text):
        raise InvalidArticle(f"content_sha256 of article {article.id!r} is not its text's; leave it out to have it set")


def _check_type(article: object) -> None:
    """Raise InvalidArticle for what is no article."""
    if not isinstance(article, Article):
        raise InvalidArticle(f"a {type(article).__name__} stands where an article is expected; give Article(text=...)")


def same(stored: Article, other: Article) -> bool:
    """Tell whether an article says what the stored one says: revision apart, every field is equal, or is one that was
    not kept when the stored one was read."""
    return all(getattr(stored, name) == getattr(other, name) for name in (*_FIELDS, "text")) and all(
        getattr(stored, name) in (None, getattr(other, name)) for name in _LATER_FIELDS
    )


def _check_characters(what: str, value: str, *, limit: int) -> None:
    if wrong := misfit(value):
        raise InvalidArticle(f"the {what} holds U+{ord(wrong[0]):04X} at {wrong.start()}, which is not text; remove it")
    if len(value) > limit:
        raise InvalidArticle(f"the {what} has {len(value)} characters, more than {limit}; shorten or divide it")


def _check_lines(article: Article) -> None:
    if len(article.text) <= MOST_SHORT_LINES:
        return
    lines = sum(not line.isspace() for line in article.text.splitlines() if line)
    if lines > max(MOST_SHORT_LINES, len(article.text) // SHORTEST_LINES):
        raise InvalidArticle(
            f"the text of article {article.id!r} has {lines:,} lines of fewer than {SHORTEST_LINES} characters on "
            f"average, and may have {MOST_SHORT_LINES:,} so short; join its lines, or divide it"
        )
