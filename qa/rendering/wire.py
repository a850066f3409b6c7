"""A quote, and a disagreement, in the form that every door gives, of its record's fields by name.

Knows nothing of where it is sent."""

from __future__ import annotations

from typing import Any


def quote_on_wire(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a quote as plain JSON types: spans and context named, and what is not known of its speaker left out."""
    written = {name: value for name, value in fields.items() if name not in ("before", "after")}
    for unknown in ("said_by", "speech"):
        if written[unknown] is None:
            del written[unknown]
    span = fields["answer_span"]
    return written | {
        "citation": citation_on_wire(fields["citation"]),
        "answer_span": None if span is None else {"start": span[0], "end": span[1]},
        "occurrences": list(fields["occurrences"]),
        "context": {"before": list(fields["before"]), "after": list(fields["after"])},
    }


def disagreement_on_wire(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a disagreement as plain JSON types."""
    return fields | {"sides": [side | {"citation": citation_on_wire(side["citation"])} for side in fields["sides"]]}


def citation_on_wire(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a citation as plain JSON types."""
    return fields | {"dates": list(fields["dates"])}
