"""Whether what a citation cites still stands: where it did, elsewhere in its article, in other words, or no more.

Owns the comparison with the digests that a citation carries. Knows nothing of doors.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from index import View, text_sha256
from index.records import Article, Sentence
from qa.answering.citations import cite
from qa.checking.alignment import aligned
from qa.checking.records import Difference
from qa.records import Citation
from qa.rendering.wire import on_wire

#: At the same place; elsewhere in the article; in other words; the article is there but nothing like it; no article.
Standing = Literal["unchanged", "moved", "changed", "gone", "deleted"]
# A sentence that shares so much with the cited one is its new wording.
_LIKE = 0.5


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation says about itself. ``quote`` is the cited text, where it is still known."""

    article_id: str
    start: int
    end: int
    sentence_sha256: str
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """What happened to a citation: where the text stands now, as it reads now, and which words of it differ.

    ``was`` is the text that was cited and ``revision`` the latest that holds it so, where it has changed or gone and
    such a revision is kept."""

    standing: Standing
    citation: Citation | None = None
    text: str | None = None
    differences: tuple[Difference, ...] = ()
    was: str | None = None
    revision: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON types."""
        return on_wire(self)


def standing(cited: Cited, view: View) -> Verified:
    """Tell what happened to a citation. Offsets and digest decide; its words, from a revision that is kept or as they
    are given, find what it became."""
    if view.unknown([cited.article_id]):
        return Verified("deleted")
    article, sentences = view.article(cited.article_id), view.sentences(cited.article_id)
    if text_sha256(article.text[cited.start : cited.end]) == cited.sentence_sha256:
        at = max((s.position for s in sentences if s.start <= cited.start), default=0)
        return _at(article, sentences[at], "unchanged", text=article.text[cited.start : cited.end])
    same = [one for one in sentences if text_sha256(one.text) == cited.sentence_sha256]
    if same:
        nearest = min(same, key=lambda one: abs(one.start - cited.start))
        return _at(article, nearest, "moved", text=nearest.text)
    was, revision = _earlier(cited, view)
    became = _became(replace(cited, quote=was or cited.quote), article, sentences)
    return replace(became, was=was, revision=revision)


def _earlier(cited: Cited, view: View) -> tuple[str | None, int | None]:
    """Return the cited text and the latest revision that holds it where the citation says; None where none is kept."""
    for one in view.revisions(cited.article_id)[1:]:
        text = view.revision(cited.article_id, one.revision)[0].text[cited.start : cited.end]
        if text_sha256(text) == cited.sentence_sha256:
            return text, one.revision
    return None, None


def _became(cited: Cited, article: Article, sentences: list[Sentence]) -> Verified:
    """Find the sentence that what was cited became: the likest of all, or without its words the one in its place."""
    if cited.quote is None:
        there = next((s for s in sentences if s.start < cited.end and s.end > cited.start), None)
        return Verified("gone") if there is None else _at(article, there, "changed", text=there.text)
    compared = [(alignment, one) for one in sentences if (alignment := aligned(cited.quote, one.text)) is not None]
    if not compared or max(alignment.similarity for alignment, _ in compared) < _LIKE:
        return Verified("gone")
    alignment, one = max(compared, key=lambda pair: (pair[0].similarity, -pair[1].position))
    return _at(article, one, "changed", text=one.text, differences=alignment.differences)


def _at(
    article: Article, sentence: Sentence, what: Standing, *, text: str, differences: tuple[Difference, ...] = ()
) -> Verified:
    return Verified(what, cite(article, sentence), text, differences)
