"""Quotes as W3C annotations."""

from __future__ import annotations

from dataclasses import replace

from qa.rendering.annotations import web_annotations
from tests.qa.rendering.made import ABSTAINED, ANSWER, CITATION, QUOTE, RELATED


def test_a_quote_with_an_address_is_selected_there_by_its_words() -> None:
    (one,) = web_annotations([ANSWER.to_dict()])
    assert (one["@context"], one["type"]) == ("http://www.w3.org/ns/anno.jsonld", "Annotation")
    assert one["created"] == "1970-01-01T00:00:01Z"
    assert [(body["value"], body["purpose"]) for body in one["body"]] == [
        (ANSWER.question, "questioning"),
        ("answered", "classifying"),
    ]
    assert one["target"]["source"] == CITATION.url
    assert one["target"]["selector"]["type"] == "TextQuoteSelector"
    assert one["target"]["selector"]["exact"] == QUOTE.text


def test_one_without_is_selected_in_the_articles_text_by_its_place_too() -> None:
    cited = replace(CITATION, url="javascript:x", article_id="a b")
    (one,) = web_annotations([replace(ANSWER, quotes=(replace(QUOTE, citation=cited),)).to_dict()])
    assert one["target"]["source"] == "article://a%20b"
    assert one["target"]["selector"][1] == {"type": "TextPositionSelector", "start": 10, "end": 51}


def test_the_same_quote_for_the_same_question_has_the_same_id() -> None:
    first, again = web_annotations([ANSWER.to_dict(), replace(ANSWER, id="other", created=9).to_dict()])
    (other,) = web_annotations([replace(ANSWER, question="Why?").to_dict()])
    assert first["id"] == again["id"] != other["id"]
    assert first["id"].startswith("urn:uuid:")


def test_what_is_no_answer_is_no_annotation() -> None:
    assert web_annotations([ABSTAINED.to_dict()]) == []
    assert web_annotations([RELATED.to_dict()])[0]["body"][1]["value"] == "related"
