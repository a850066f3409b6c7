"""What the runs of a watch found, as an Atom feed (RFC 4287). Escapes whatever an article says."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from qa.visible import visible
from qa.watching.events import Event
from qa.watching.watches import Watch

_WORDS = {"new": "New", "changed": "Changed", "gone": "Gone"}


def atom(watch: Watch, events: Sequence[Event], *, base_url: str) -> str:
    """Write a feed, the latest event first. ``base_url`` is what our own addresses are under."""
    base = base_url.rstrip("/")
    updated = _moment(events[0].at if events else watch.added)
    head = [
        f"<id>urn:grounded-qa:watch:{watch.id}</id>",
        f"<title>{_text_of(watch.question if watch.speaker is None else f'{watch.speaker}: {watch.question}')}</title>",
        f"<updated>{updated}</updated>",
        "<author><name>Grounded QA</name></author>",
        f'<link rel="self" href={quoteattr(f"{base}/watches/{watch.id}.atom")}/>',
    ]
    entries = [_entry(event, base) for event in events]
    body = "\n".join([*head, *entries])
    return f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n{body}\n</feed>\n'


def _entry(event: Event, base: str) -> str:
    address = base + event.permalink
    why = "is no evidence any more" if event.kind == "gone" else "does not stand there any more"
    content = event.text or f"A sentence of {event.article_id} that {why}."
    return (
        f"<entry><id>urn:grounded-qa:event:{event.id}</id>"
        f"<title>{_WORDS[event.kind]}: {_text_of(event.article_id)}</title>"
        f"<updated>{_moment(event.at)}</updated><link href={quoteattr(address)}/>"
        f'<content type="text">{_text_of(content)}</content></entry>'
    )


def _text_of(text: str) -> str:
    return escape(visible(text))


def _moment(seconds: int) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).isoformat().replace("+00:00", "Z")
