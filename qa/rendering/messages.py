"""The sentences about an answer for people: why there is none, why one is doubtful, where a quote stands.

Works on the wire form of ``Answer.to_dict``, so that an answer that came over HTTP is told in the same words.
"""

from __future__ import annotations

from typing import Any

from index.records import is_web_address

REASONS = {
    "unknown_terms": "the question turns on words that none of them use",
    "below_threshold": "none answers it well enough",
    "outside_filters": "nothing within the filters answers it",
    "not_a_question": "this does not read as a question that articles could answer",
    "empty_corpus": "there are no articles yet; add some with 'qa add PATH'",
    "unknown_speaker": "nobody is named who said it",
    "underspecified": "The question does not say who or what it is about",
}
DOUBTS = {
    "names_missing": "a name or number of the question is not in it or near it",
    "kind_missing": "it holds no number, time or person, though one is asked for",
    "unknown_terms": "the question uses words that none of the articles do",
    "vague": "the question says too little to tell which article it means",
    "rivals": "other sentences are as likely",
    "weak_match": "it does not match the question closely",
}
MAY_ANSWER = "This may answer it:"
DIFFER = "Independent reports give different {}:"
NEAREST = "Nearest sentence, not an answer:"
# Complete messages: for these reasons no articles were searched, so no numbers of articles are added.
_ALONE = ("underspecified", "not_a_question", "empty_corpus")


def abstention(answer: dict[str, Any]) -> str:
    """Say in one sentence that nothing was recognised as an answer, and why."""
    why = REASONS.get(answer["reason"] or "", "no answer")
    count = answer["searched"]["articles"]
    if answer["reason"] in _ALONE:
        return f"{why[:1].upper()}{why[1:]}."
    if answer["reason"] == "outside_filters" and count == 0:
        return "No article passes the filters."
    articles = "1 article" if count == 1 else f"{count:,} articles"
    return f"No sentence of {articles} was recognised as an answer: {why}."


def doubt(answer: dict[str, Any]) -> str:
    """Say in one sentence why a related sentence is not sure to answer."""
    doubts = ", and ".join(DOUBTS.get(code, code) for code in answer.get("doubts", ()))
    return f"Not sure ({answer['confidence']:.2f})" + (f": {doubts}." if doubts else ".")


def notices(answer: dict[str, Any]) -> list[str]:
    """Return what is to be known of an answer besides, such as how old it is, as sentences."""
    return [f"{one[:1].upper()}{one[1:]}." for one in answer.get("notices", ())]


def shown(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the quotes to show: those that answer, else those that may; of an abstention the nearest one, unless the
    question is asked back."""
    if answer["status"] == "answered":
        return list(answer["quotes"])
    if answer["status"] == "related":
        return list(answer["nearest"])
    return [] if answer.get("could_mean") else list(answer["nearest"][:1])


def evidence(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the quotes that answer or may answer: what may be cited. Nothing of an abstention."""
    return [] if answer["status"] == "abstained" else shown(answer)


def source(quote: dict[str, Any], *, place: bool = True) -> str:
    """Name what a quote is cited from: speaker, title, source, author, date and, with ``place``, id and offsets."""
    cited = quote["citation"]
    said_by = [f"said by {quote['said_by']['name']}"] if quote.get("said_by") else []
    parts = [*said_by, cited["title"] or "Untitled", cited["source"], cited["author"], (cited["published"] or "")[:10]]
    parts.append(cited.get("place"))
    if place:
        parts.append(f"{cited['article_id']} {cited['start']}:{cited['end']}")
    return " ".join(", ".join(part for part in parts if part).split())


def link(quote: dict[str, Any]) -> str | None:
    """Return the address that a quote may be linked to: the sentence in the original, or the original; None without
    one that is safe to follow."""
    cited = quote["citation"]
    addresses = (cited["fragment_url"], cited["url"])
    return next((address for address in addresses if address and is_web_address(address)), None)


def asked_back(answer: dict[str, Any]) -> list[str]:
    """Return a line for each name that an underspecified question could mean."""
    return [f"{one['name']}: {one['question']}" for one in answer.get("could_mean", ())]


def disagreements(answer: dict[str, Any]) -> list[str]:
    """Return the lines that show where independent reports differ: each value in its own sentence, and none judged."""
    lines: list[str] = []
    for one in answer.get("disagreements", ()):
        lines.append(DIFFER.format("dates" if one["kind"] == "date" else f"numbers of {one['about']}"))
        for side in one["sides"]:
            when = side["first"] or "undated"
            when += f" to {side['latest']}" if side["latest"] not in (None, side["first"]) else ""
            places = "1 origin" if side["origins"] == 1 else f"{side['origins']} origins"
            lines.append(f"“{side['text']}” ({when}, {places}; {source(side)})")
    return lines
