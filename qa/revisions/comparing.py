"""Two revisions of an article compared, sentence by sentence.

Owns when a sentence counts as the same in other words: when more of its words stand there in their order than not, and
no other sentence shares more. Knows nothing of how revisions are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from index.errors import UnknownRevision
from index.records import Article, Sentence
from qa.revisions.records import Became, ChangedSince, Diff, SentenceChange, Wording

if TYPE_CHECKING:  # a client of the service has records, and loads no index
    from index import View

# Half of the words of both in their order: what shares less is a new sentence, as it is where a citation is verified.
_LIKE = 0.5
# A removed sentence is compared with so many of the added ones, the nearest: whole books are replaced, too.
_MOST_COMPARED = 200
_FIELDS = ("title", "url", "source", "author", "published", "updated", "language")


def changed_since(
    sentence: Sentence, *, was: Sequence[Sentence], newest: Article, now: Sequence[Sentence]
) -> ChangedSince:
    """Tell what happened to a sentence. ``was`` are all sentences of its revision, ``now`` those of the newest."""
    at = next(place for place, one in enumerate(was) if one.position == sentence.position)
    after, is_moved = _pairs(was, now)[at]
    if after is None:
        return ChangedSince("removed", newest.revision)
    if after.text != sentence.text:
        return ChangedSince("edited", newest.revision, after.text, after.start, after.end)
    status: Became = "moved" if is_moved or after.start != sentence.start else "unchanged"
    return ChangedSince(status, newest.revision, after.text, after.start, after.end)


def diff(view: View, article_id: str, *, old: int | None = None, new: int | None = None) -> Diff:
    """Compare two revisions of an article that are kept: without numbers the newest with the one before it. Raises
    UnknownArticle, and UnknownRevision, also where only one is kept and none is named."""
    numbers = [one.revision for one in view.revisions(article_id)]
    new = numbers[0] if new is None else new
    if old is None:
        old = next((number for number in numbers if number < new), None)
    if old is None:
        raise UnknownRevision(f"article {article_id!r} has no revision before {new} that is kept: nothing to compare")
    return difference(view.revision(article_id, old), view.revision(article_id, new))


def difference(before: tuple[Article, Sequence[Sentence]], after: tuple[Article, Sequence[Sentence]]) -> Diff:
    """Compare two revisions of an article, each with its sentences."""
    (old, was), (new, now) = before, after
    changes: dict[int, SentenceChange] = {}
    removed: list[SentenceChange] = []
    pairs = _pairs(was, now)
    matched = {other.position for other, _ in pairs if other is not None}
    for one, (other, is_moved) in zip(was, pairs, strict=True):
        if other is None:
            removed.append(SentenceChange("removed", _side(one), None))
        elif other.text != one.text:
            changes[other.position] = SentenceChange("edited", _side(one), _side(other))
        elif is_moved:
            changes[other.position] = SentenceChange("moved", _side(one), _side(other))
    unchanged = len(was) - len(removed) - len(changes)
    changes |= {s.position: SentenceChange("added", None, _side(s)) for s in now if s.position not in matched}
    fields = {name: (getattr(old, name), getattr(new, name)) for name in _FIELDS}
    return Diff(
        article_id=new.id,
        from_revision=old.revision,
        to_revision=new.revision,
        unchanged=unchanged,
        fields={name: pair for name, pair in fields.items() if pair[0] != pair[1]},
        changes=(*(changes[place] for place in sorted(changes)), *removed),
    )


def _pairs(was: Sequence[Sentence], now: Sequence[Sentence]) -> list[tuple[Sentence | None, bool]]:
    """Return, for each sentence of before, the one it became, and whether that stands elsewhere among the others."""
    pairs: list[tuple[Sentence | None, bool]] = [(None, False)] * len(was)
    blocks = SequenceMatcher(None, [s.text for s in was], [s.text for s in now], autojunk=False).get_matching_blocks()
    taken: set[int] = set()
    for block in blocks:
        for step in range(block.size):
            pairs[block.a + step] = (now[block.b + step], False)
            taken.add(block.b + step)
    free: dict[str, list[int]] = {}
    for place, one in enumerate(now):
        if place not in taken:
            free.setdefault(one.text, []).append(place)
    for at, one in enumerate(was):
        if pairs[at][0] is None and free.get(one.text):
            taken.add(place := free[one.text].pop(0))
            pairs[at] = (now[place], True)
    for at, one in enumerate(was):
        if pairs[at][0] is None and (like := _likest(one, now, taken)) is not None:
            taken.add(like)
            pairs[at] = (now[like], False)
    return pairs


def _likest(sentence: Sentence, now: Sequence[Sentence], taken: set[int]) -> int | None:
    """Return the place of the sentence that this one became in other words, None where it was removed."""
    near = sorted((p for p in range(len(now)) if p not in taken), key=lambda p: abs(p - sentence.position))
    words = SequenceMatcher(None, autojunk=False)
    words.set_seq2(sentence.text.split())
    best: float = _LIKE
    place: int | None = None
    for candidate in near[:_MOST_COMPARED]:
        words.set_seq1(now[candidate].text.split())
        if words.real_quick_ratio() > best and words.quick_ratio() > best and (like := words.ratio()) > best:
            best, place = like, candidate
    return place


def _side(sentence: Sentence) -> Wording:
    return Wording(sentence.start, sentence.end, sentence.text)
