"""Events: what happened to the sentences of a watched question's evidence, by comparison with the evidence of before.

Owns when a sentence is new, changed or gone. Keeps no word of an article: an event that is told again is given its
sentence by digest, from the articles as they are.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal
from urllib.parse import quote

from index.records import Sentence, text_sha256

Kind = Literal["new", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to one sentence of evidence: where it stands, or stood, and its digest. ``text``: the sentence of
    this digest, None where no article has it any more. ``id``: the same whenever the event is told again."""

    kind: Kind
    watch: str
    at: int
    generation: int
    article_id: str
    start: int
    end: int
    sentence_sha256: str
    text: str | None = None
    id: str = ""

    @property
    def permalink(self) -> str:
        """The address of the place on the service's own page of the article."""
        return f"/articles/{quote(self.article_id, safe='')}?start={self.start}&end={self.end}#cited"

    def to_dict(self) -> dict[str, Any]:
        """Return the event as plain JSON types."""
        return {**asdict(self), "permalink": self.permalink}


def compared(
    before: Sequence[dict[str, Any]], now: Sequence[dict[str, Any]], *, watch: str, generation: int
) -> list[dict[str, Any]]:
    """Compare evidence: the same words in the same article are the same wherever they stand in it; others in its place
    are a change."""
    known = {(one["article_id"], one["sentence_sha256"]) for one in before}
    held = {(one["article_id"], one["sentence_sha256"]) for one in now}
    fresh = [one for one in now if (one["article_id"], one["sentence_sha256"]) not in known]
    lost = [one for one in before if (one["article_id"], one["sentence_sha256"]) not in held]
    events: list[tuple[Kind, dict[str, Any]]] = []
    for one in fresh:
        was = next((old for old in lost if old["article_id"] == one["article_id"]), None)
        if was is not None:
            lost.remove(was)
        events.append(("new" if was is None else "changed", one))
    events += [("gone", one) for one in lost]
    at = int(time.time())
    return [{"kind": kind, "watch": watch, "at": at, "generation": generation, **one} for kind, one in events]


def retold(event: dict[str, Any], standing: Mapping[str, Mapping[str, Sequence[Sentence]]]) -> Event:
    """Give an event its sentence, at the place where that stands by now. ``standing``: those of each article,
    ``by_digest``."""
    same = standing.get(event["article_id"], {}).get(event["sentence_sha256"], [])
    if event["kind"] == "gone" or not same:
        return Event(**event, id=event_id(event))
    nearest = min(same, key=lambda sentence: abs(sentence.start - event["start"]))
    place = {"start": nearest.start, "end": nearest.end}
    return Event(**event | place, text=nearest.text, id=event_id(event))


def by_digest(sentences: Sequence[Sentence]) -> dict[str, list[Sentence]]:
    """Group sentences by the digest of their words."""
    same: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        same.setdefault(text_sha256(sentence.text), []).append(sentence)
    return same


def event_id(event: dict[str, Any]) -> str:
    """Name an event by what was found, and where, when it was found."""
    digest = event["sentence_sha256"][:16]
    return f"{event['watch']}:{event['generation']}:{event['kind']}:{digest}:{event['start']}"
