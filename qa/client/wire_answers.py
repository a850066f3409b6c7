"""The wire form of an answer -> the record: the way back from ``Answer.to_dict``.

Fields that a newer service adds are left out, and those that an older one lacks keep their defaults. Knows nothing of
HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from qa.dates.records import SentenceDate
from qa.records import Answer, Citation, Disagreement, Occurrence, Quote, Referent, Scores, Side, Speaker
from qa.revisions.records import ChangedSince

R = TypeVar("R")

#: Fields with the same value on the wire and in the record.
_AS_THEY_ARE = (
    "id",
    "created",
    "question",
    "understood_as",
    "status",
    "reason",
    "confidence",
    "generation",
    "operation",
)
_LISTS = ("evidence_set", "notices", "doubts", "missing")


def answer_of(data: Mapping[str, Any]) -> Answer:
    """Make the record of an answer. Raises KeyError, TypeError for what is no answer."""
    plain: dict[str, Any] = {name: data[name] for name in _AS_THEY_ARE}
    lists: dict[str, Any] = {name: tuple(data.get(name) or ()) for name in _LISTS}
    return Answer(
        **plain,
        **lists,
        quotes=tuple(map(_quote, data["quotes"])),
        nearest=tuple(map(_quote, data["nearest"])),
        searched_articles=data["searched"]["articles"],
        searched_sentences=data["searched"]["sentences"],
        models=dict(data["models"]),
        carried=tuple((span["start"], span["end"]) for span in data["carried"]),
        could_mean=tuple(_record(Referent, one) for one in data.get("could_mean", ())),
        conversation=data.get("conversation"),
        disagreements=tuple(map(_disagreement, data.get("disagreements") or ())),
    )


def _quote(data: Mapping[str, Any]) -> Quote:
    span, speaker = data["answer_span"], data.get("said_by")
    return Quote(
        text=data["text"],
        role=data["role"],
        citation=_citation(data["citation"]),
        confidence=data["confidence"],
        scores=_record(Scores, data["scores"]),
        answer_span=None if span is None else (span["start"], span["end"]),
        occurrences=tuple(_record(Occurrence, one) for one in data["occurrences"]),
        articles=data["articles"],
        origins=data.get("origins", data["articles"]),
        before=tuple(data["context"]["before"]),
        after=tuple(data["context"]["after"]),
        said_by=None if speaker is None else _record(Speaker, speaker),
        speech=data.get("speech"),
    )


def _disagreement(data: Mapping[str, Any]) -> Disagreement:
    sides = (_record(Side, side | {"citation": _citation(side["citation"])}) for side in data["sides"])
    return Disagreement(data["kind"], data["about"], tuple(sides))


def _citation(data: Mapping[str, Any]) -> Citation:
    since = data.get("changed_since")
    return replace(
        _record(Citation, data),
        changed_since=None if since is None else _record(ChangedSince, since),
        dates=tuple(_record(SentenceDate, day) for day in data.get("dates", ())),
    )


def _record(kind: type[R], data: Mapping[str, Any]) -> R:
    return kind(**{one.name: data[one.name] for one in fields(kind) if one.name in data})  # type: ignore[arg-type]
