"""Records in the form that every door gives: their fields by name, as plain JSON types.

Knows nothing of where it is sent."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

#: Most values of an answer are of these types, and stand on the wire as they are.
_PLAIN = frozenset({str, int, float, bool, type(None)})


def on_wire(record: Any) -> dict[str, Any]:
    """Return a record, and the records in it, as plain JSON types: objects of their fields, and lists for tuples."""
    kind: Any = type(record)
    return {name: _plain(getattr(record, name)) for name in _names(kind)}


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


def quote_on_wire(quote: Any) -> dict[str, Any]:
    """Return a quote as plain JSON types: spans and context named, and what is not known of its speaker left out."""
    written = on_wire(quote)
    before, after, span = written.pop("before"), written.pop("after"), written["answer_span"]
    for unknown in ("said_by", "speech"):
        if written[unknown] is None:
            del written[unknown]
    return written | {
        "answer_span": None if span is None else {"start": span[0], "end": span[1]},
        "context": {"before": before, "after": after},
    }


def _plain(value: Any) -> Any:
    if type(value) in _PLAIN:
        return value
    if is_dataclass(value):
        return on_wire(value)
    return [_plain(one) for one in value] if isinstance(value, tuple) else value
