"""Webhooks: what watches found is sent to the addresses that the operator allows; what cannot be sent is reported.

Owns which addresses these are, what is sent, and how often it is tried. Nothing is sent anywhere else.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import threading
from collections.abc import Sequence
from urllib.parse import urlsplit

from index.errors import FetchError
from index.fetching import WITH_PRIVATE, Policy, post_json
from qa.engine import Engine
from qa.errors import QuestionError
from qa.settings import Settings
from qa.watching.watches import Watch, Watches

#: Seconds before each further try of one sending.
PAUSES = (1.0, 4.0)
#: After so many sendings that failed, what waits is dropped; it stands in the feed all the same.
MOST_FAILURES = 5

log = logging.getLogger("qa.watching")


def allowed(settings: Settings) -> tuple[str, ...]:
    """Return the addresses that the operator allows."""
    return tuple(settings.webhooks.split())


def accepted_webhook(url: str | None, settings: Settings) -> str | None:
    """Return an address that may be sent to. Raises QuestionError for any that the operator does not allow."""
    if url is not None and url not in allowed(settings):
        raise QuestionError(
            "nothing may be sent to the address of this webhook; who keeps this service can allow it with QA_WEBHOOKS"
        )
    return url


def deliver(watches: Watches, engine: Engine, *, stop: threading.Event | None = None, base_path: str = "") -> list[str]:
    """Send what runs found and was not sent yet; returns what went wrong, a sentence for each watch.

    ``base_path`` is what the service has before its addresses, and so before each permalink. Each sending is tried
    three times; one that fails is tried again after the next run, five times in all. ``stop`` ends it early, and what
    is left is sent another time."""
    stop, faults = stop or threading.Event(), []
    for watch in watches.all():
        if watch.unsent and watch.webhook is not None and not stop.is_set():
            waiting = _waiting(watches, engine, watch, base_path=base_path)
            why = _sent(watches, engine, watch, waiting, stop=stop)
            if why is not None and not stop.is_set():
                faults.append(f"what watch {watch.id} found was not sent to {host_of(watch.webhook)}: {why}")
                watches.failed(watch.id, why, most=MOST_FAILURES)
                log.warning("%s", faults[-1])
    return faults


def host_of(url: str) -> str:
    """Return what of an address may be shown: many hold a secret in their path."""
    return urlsplit(url).hostname or ""


def _waiting(watches: Watches, engine: Engine, watch: Watch, *, base_path: str) -> list[dict[str, object]]:
    """Return the events that were not sent yet, the first first, as they are sent."""
    _, events = watches.events(engine, watch.id)
    waiting = reversed(events[: watch.unsent])
    return [{**event.to_dict(), "permalink": base_path + event.permalink} for event in waiting]


def _sent(
    watches: Watches, engine: Engine, watch: Watch, waiting: Sequence[dict[str, object]], *, stop: threading.Event
) -> str | None:
    """Send what waits; return why it could not be, None when it was."""
    assert watch.webhook is not None
    if watch.webhook not in allowed(engine.settings):
        return "its address is not in QA_WEBHOOKS"
    body = {"watch": watch.id, "question": watch.question, "speaker": watch.speaker, "events": waiting}
    why = _posted(watch.webhook, json.dumps(body).encode(), stop)
    if why is None:
        watches.sent(watch.id, len(waiting))
    return why


def _posted(url: str, body: bytes, stop: threading.Event) -> str | None:
    why = None
    for pause in (0.0, *PAUSES):
        if stop.wait(pause):
            return "it was stopped"
        try:
            post_json(url, body, policy=_policy(url))
        except FetchError as error:
            why = error.why
        else:
            return None
    return why


def _policy(url: str) -> Policy:
    """A name must stand for an address of the open web; only who names this machine or a number of its network in so
    many words means it."""
    host = host_of(url)
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return WITH_PRIVATE if host == "localhost" else Policy(ports=None)
    return WITH_PRIVATE


def described(watches: Sequence[Watch]) -> list[dict[str, object]]:
    """Return watches as plain JSON types, of a webhook only the host."""
    return [
        {
            "id": one.id,
            "question": one.question,
            "added": one.added,
            "generation": one.generation,
            "evidence": one.evidence,
            "webhook": None if one.webhook is None else host_of(one.webhook),
            "unsent": one.unsent,
            "failure": one.failure,
            "speaker": one.speaker,
        }
        for one in watches
    ]
