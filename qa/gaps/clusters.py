"""Questions without a sure answer, in groups that ask for the same, each with the words that no article has.

Owns when two questions belong together, and what the articles lack for them. Knows nothing of how they are kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index import View
from qa.gaps.store import UnansweredQuestion
from qa.rendering.wire import on_wire
from qa.text.answer_type import Wanted, wanted
from qa.text.names import NAME, name_words
from qa.text.words import content_words, stems

# Questions that share this part of all their content words are mostly about the same thing.
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that ask for the same, the one asked most first. ``wanted`` is the kind of thing asked for;
    ``names_missing`` are the names and ``words_missing`` the other words that no article has now."""

    questions: tuple[UnansweredQuestion, ...]
    times: int
    last: int
    wanted: Wanted
    names_missing: tuple[str, ...]
    words_missing: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON types."""
        return on_wire(self)


def clusters(kept: Sequence[UnansweredQuestion], view: View) -> list[Gap]:
    """Put questions together, those asked most often first; what is missing is looked up in the articles as they are.

    A question joins the first cluster whose first question shares half of all content words of the two."""
    groups: list[tuple[frozenset[str], list[UnansweredQuestion]]] = []
    for one in sorted(kept, key=lambda one: (-one.times, -one.last, one.id)):
        words = stems(one.question)
        group = next((members for first, members in groups if _alike(words, first)), None)
        if group is None:
            groups.append((words, [one]))
        else:
            group.append(one)
    gaps = [_gap(members, view) for _, members in groups]
    return sorted(gaps, key=lambda gap: (-gap.times, -gap.last, gap.questions[0].id))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and len(one & other) >= _ALIKE * len(one | other)


def _gap(members: Sequence[UnansweredQuestion], view: View) -> Gap:
    words = list(dict.fromkeys(word for one in members for word in content_words(one.question)))
    counts = view.document_frequency(words)
    unknown = {word for word in words if not counts.get(word)}
    named = dict.fromkeys(name for one in members for name in _names(one.question))
    names = tuple(name for name in named if unknown & set(content_words(name)))
    inside = {word for name in names for word in content_words(name)}
    return Gap(
        questions=tuple(members),
        times=sum(one.times for one in members),
        last=max(one.last for one in members),
        wanted=wanted(members[0].question),
        names_missing=names,
        words_missing=tuple(word for word in words if word in unknown and word not in inside),
    )


def _names(question: str) -> Iterator[str]:
    """Yield the names in a question; the word that only begins it is none."""
    known = name_words(question)
    for match in NAME.finditer(question):
        first, _, rest = match[0].partition(" ")
        name = match[0] if first.lower().removesuffix("'s") in known or not rest else rest
        if known & set(content_words(name)):
            yield name
