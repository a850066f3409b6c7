"""The records of what changed between revisions: ChangedSince, Diff. Frozen, slotted, standard library only."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

#: As it was and where it was; as it was elsewhere; in other words; no more.
Became = Literal["unchanged", "moved", "edited", "removed"]


@dataclass(frozen=True, slots=True)
class ChangedSince:
    """What happened to a cited sentence in the newest revision: ``text`` is how it reads there, at ``start``:``end``;
    all three None where it was removed."""

    status: Became
    revision: int
    text: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence of one of two revisions. ``start`` and ``end`` index that revision's text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """A sentence that differs: ``before`` None for one that was added, ``after`` None for one that was removed."""

    change: Literal["moved", "edited", "removed", "added"]
    before: Wording | None
    after: Wording | None


@dataclass(frozen=True, slots=True)
class Diff:
    """What differs between two revisions of an article, in the order of the later one; ``fields`` are what is said of
    the article (title, date), each as it was and is."""

    article_id: str
    from_revision: int
    to_revision: int
    unchanged: int
    fields: dict[str, tuple[str | None, str | None]]
    changes: tuple[SentenceChange, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON types."""
        fields = [{"name": name, "before": was, "after": now} for name, (was, now) in self.fields.items()]
        return asdict(self) | {"fields": fields, "changes": [asdict(one) for one in self.changes]}
