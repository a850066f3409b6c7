"""Quotes as annotations of their articles: the W3C's Web Annotation Data Model, as JSON-LD."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote as percent_encode

from index.records import is_web_address
from qa.rendering.messages import evidence

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_GENERATOR = {"type": "Software", "name": "Grounded QA"}


def web_annotations(answers: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return an annotation for each sentence that answers or may answer, with the question as its body.

    The same question and sentence give the same id."""
    return [_annotation(answer, quote) for answer in answers for quote in evidence(answer)]


def _annotation(answer: dict[str, Any], quote: dict[str, Any]) -> dict[str, Any]:
    cited = quote["citation"]
    whole = f"{answer['question']}\n{cited['article_sha256']} {cited['start']}:{cited['end']}"
    moment = datetime.datetime.fromtimestamp(answer["created"], datetime.UTC)
    return {
        "@context": _CONTEXT,
        "id": uuid.uuid5(uuid.NAMESPACE_OID, whole).urn,
        "type": "Annotation",
        "motivation": "highlighting",
        "created": moment.isoformat().replace("+00:00", "Z"),
        "generator": _GENERATOR,
        "body": [
            {"type": "TextualBody", "value": answer["question"], "format": "text/plain", "purpose": "questioning"},
            {"type": "TextualBody", "value": answer["status"], "format": "text/plain", "purpose": "classifying"},
        ],
        "target": _target(quote),
    }


def _target(quote: dict[str, Any]) -> dict[str, Any]:
    """Select the sentence by its words; by its offsets only in our own copy, which is the text that they count in."""
    cited = quote["citation"]
    words = {"type": "TextQuoteSelector", "exact": quote["text"], "prefix": cited["prefix"], "suffix": cited["suffix"]}
    if cited["url"] and is_web_address(cited["url"]):
        return {"type": "SpecificResource", "source": cited["url"], "selector": words}
    place = {"type": "TextPositionSelector", "start": cited["start"], "end": cited["end"]}
    source = f"article://{percent_encode(cited['article_id'], safe='')}"
    return {"type": "SpecificResource", "source": source, "selector": [words, place]}
