"""Watches: questions that are asked again when the articles have changed, and what is new, changed or gone since.

Owns what is remembered of an answer: where its sentences stand, and their digests, no word of an article. What a run
finds is kept as events, for a feed; a sentence that an event speaks of is read from the articles as they are.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index import Sidecar
from qa.engine import AskOptions, Engine
from qa.errors import QuestionError, UnknownWatch
from qa.limits import accepted_question, accepted_speaker
from qa.records import Answer, Quote
from qa.watching.events import Event, by_digest, compared, event_id, retold

NAME = "watches.json"
MOST_WATCHES = 200
_MOST_EVENTS = 100
_LIMIT = 10


@dataclass(frozen=True, slots=True)
class Failure:
    """A sending that failed: when, why, and how many in a row have."""

    at: int
    why: str
    times: int


@dataclass(frozen=True, slots=True)
class Watch:
    """A question that is watched. ``generation``: of the articles when it was asked last, None before."""

    id: str
    question: str
    added: int
    generation: int | None
    evidence: int
    #: The address that is sent what runs find, how many events wait for that, and why the last sending failed.
    webhook: str | None = None
    unsent: int = 0
    failure: Failure | None = None
    #: Whose words alone are watched; None for everybody's.
    speaker: str | None = None


class Watches:
    """The watches of one corpus folder. Safe to use from several processes at once."""

    def __init__(self, folder: Path) -> None:
        self._sidecar = Sidecar(folder, NAME)

    def all(self) -> Sequence[Watch]:
        """Return the watches, the first added first. Raises CorpusDamaged."""
        return [_watch(id_, one) for id_, one in _by_age(self._sidecar.read())]

    def add(
        self, question: str, *, most_chars: int = 2_000, webhook: str | None = None, speaker: str | None = None
    ) -> Watch:
        """Watch a question from now on, of everybody's words or of one ``speaker``'s; one that is watched already is
        left as it is, but for a webhook that is given.

        Raises QuestionError. Whether an address may be sent to is ``qa.watching.webhooks``' to say."""
        accepted = accepted_question(question, most_chars=most_chars)
        speaker = None if speaker is None else accepted_speaker(speaker)
        with self._sidecar.changing() as body:
            for id_, one in body.items():
                if (one["question"], one.get("speaker")) == (accepted, speaker):
                    one |= {} if webhook is None else {"webhook": webhook}
                    return _watch(id_, one)
            if len(body) >= MOST_WATCHES:
                raise QuestionError(f"{MOST_WATCHES} questions are watched, and no more can be; remove one")
            id_ = secrets.token_hex(5)
            order = max((one["order"] for one in body.values()), default=0) + 1
            body[id_] = {
                "question": accepted,
                "order": order,
                "added": int(time.time()),
                "generation": None,
                "evidence": [],
                "events": [],
                "webhook": webhook,
                "speaker": speaker,
            }
            return _watch(id_, body[id_])

    def remove(self, watch_id: str) -> None:
        """Watch a question no longer. Raises UnknownWatch."""
        with self._sidecar.changing() as body:
            if body.pop(watch_id, None) is None:
                raise _unknown(watch_id)

    def run(self, engine: Engine, watch_id: str | None = None, *, stop: threading.Event | None = None) -> list[Event]:
        """Ask the questions again for which the articles have changed since, and return what differs, by watch.

        Of the first run all evidence is new; ``stop`` leaves the rest for another run. Raises UnknownWatch."""
        events: list[Event] = []
        generation = engine.corpus.generation
        before = self._sidecar.read()
        if watch_id is not None and watch_id not in before:
            raise _unknown(watch_id)
        for id_, one in _by_age(before):
            is_stopped = stop is not None and stop.is_set()
            if watch_id in (None, id_) and one["generation"] != generation and not is_stopped:
                events += self._run(engine, id_, one)
        return events

    def _run(self, engine: Engine, watch_id: str, watch: dict[str, Any]) -> list[Event]:
        # examined, not asked: a question that nobody asks is not one that had no sure answer
        answer = engine.examine(watch["question"], AskOptions(limit=_LIMIT, speaker=watch.get("speaker"))).answer
        held = [_place(cited) for cited in _evidence(answer)]
        texts: dict[str, str | None] = {cited.citation.sentence_sha256: cited.text for cited in _evidence(answer)}
        with self._sidecar.changing() as body:
            one = body.get(watch_id)
            if one is None or one["generation"] == answer.generation:
                return []  # removed, or run by another process meanwhile
            events = compared(one["evidence"], held, watch=watch_id, generation=answer.generation)
            one |= {"generation": answer.generation, "evidence": held}
            one["events"] = [*one["events"], *events][-_MOST_EVENTS:]
            if one.get("webhook") is not None:
                one["unsent"] = min(one.get("unsent", 0) + len(events), _MOST_EVENTS)
        return [
            Event(
                **event, text=None if event["kind"] == "gone" else texts[event["sentence_sha256"]], id=event_id(event)
            )
            for event in events
        ]

    def sent(self, watch_id: str, count: int) -> None:
        """Note that the first events that waited were sent."""
        with self._sidecar.changing() as body:
            if one := body.get(watch_id):
                one |= {"unsent": max(0, one.get("unsent", 0) - count), "failure": None}

    def failed(self, watch_id: str, why: str, *, most: int) -> None:
        """Note that a sending failed; after ``most`` in a row what waits is dropped."""
        with self._sidecar.changing() as body:
            if one := body.get(watch_id):
                times = (one.get("failure") or {"times": 0})["times"] + 1
                one["failure"] = asdict(Failure(int(time.time()), why, times))
                one["unsent"] = one.get("unsent", 0) if times < most else 0

    def events(self, engine: Engine, watch_id: str) -> tuple[Watch, list[Event]]:
        """Return a watch and what its runs found, the latest first, each sentence where the articles have it now.

        Raises UnknownWatch."""
        one = self._sidecar.read().get(watch_id)
        if one is None:
            raise _unknown(watch_id)
        with engine.corpus.view() as view:
            ids = {event["article_id"] for event in one["events"]}
            gone = set(view.unknown(sorted(ids)))
            standing = {article_id: by_digest(view.sentences(article_id)) for article_id in ids - gone}
        return _watch(watch_id, one), [retold(event, standing) for event in reversed(one["events"])]


def _evidence(answer: Answer) -> Sequence[Quote]:
    return answer.quotes if answer.status == "answered" else answer.nearest if answer.status == "related" else ()


def _place(quote: Quote) -> dict[str, Any]:
    cited = quote.citation
    return {name: getattr(cited, name) for name in ("article_id", "start", "end", "sentence_sha256")}


def _by_age(body: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return sorted(body.items(), key=lambda item: int(item[1]["order"]))


def _watch(watch_id: str, one: dict[str, Any]) -> Watch:
    failure = one.get("failure")
    return Watch(
        watch_id,
        one["question"],
        one["added"],
        one["generation"],
        len(one["evidence"]),
        webhook=one.get("webhook"),
        unsent=one.get("unsent", 0),
        failure=None if failure is None else Failure(**failure),
        speaker=one.get("speaker"),
    )


def _unknown(watch_id: str) -> UnknownWatch:
    return UnknownWatch(f"there is no watch with the id {watch_id!r}; `qa watch list` shows them")
