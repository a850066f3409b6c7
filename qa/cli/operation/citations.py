"""What ``qa verify`` tells of citations and quotations: whether the articles still support them.

Owns in which JSON a citation may come, and how the verdicts look in a terminal. Knows nothing of how they are found.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from qa.checking import Cited, Verified
from qa.checking.records import Difference, Finding
from qa.cli.opening import opened_engine
from qa.cli.output import emit
from qa.cli.terminal import console
from qa.errors import QuestionError
from qa.records import Citation
from qa.rendering.wire import on_wire
from qa.settings import Settings
from qa.visible import visible
from qa.web.schemas.drafts import CitedIn

#: Something cited is changed, gone or deleted, or a quotation is not in the articles word for word.
DIFFERS = 1
_STANDS = ("unchanged", "moved", "verbatim")
_FIELDS = ("article_id", "start", "end", "sentence_sha256")
_MOST_BYTES = 100_000_000


def verify_citations(settings: Settings, source: Path, *, as_json: bool) -> int:
    """Hold the citations of a JSON file, "-" for standard input, against the articles. Raises QuestionError."""
    every = list(_citations(_read(source)))
    if not every:
        raise QuestionError(f"{source} holds no citation; give one of `qa ask --json`, or the whole answer")
    with opened_engine(settings) as engine:
        verified = [(cited, engine.verify(cited)) for cited in every]
    if as_json:
        emit([{**{name: getattr(cited, name) for name in _FIELDS}, **one.to_dict()} for cited, one in verified])
    else:
        for cited, one in verified:
            _show_citation(console(), cited, one)
    return 0 if all(one.standing in _STANDS for _, one in verified) else DIFFERS


def verify_quotation(settings: Settings, quotation: str, *, as_json: bool) -> int:
    """Hold a quotation against the articles. Raises QuestionError for one of fewer than three words."""
    with opened_engine(settings) as engine:
        finding = engine.check_quotation(quotation)
    if as_json:
        emit(on_wire(finding))
    else:
        _show_quotation(console(), finding)
    return 0 if finding.verdict in _STANDS else DIFFERS


def _read(source: Path) -> Any:
    try:
        with click.open_file(str(source), "rb") as file:
            return json.loads(file.read(_MOST_BYTES))
    except OSError as error:
        raise QuestionError(f"{source} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise QuestionError(f"{source} is no JSON; give a citation as `qa ask --json` writes it") from None


def _citations(data: Any, quote: str | None = None) -> Iterator[Cited]:
    """Find every citation of an answer, a quote, a citation, or a list of these, with the words that it cites."""
    if isinstance(data, list):
        for one in data:
            yield from _citations(one)
    elif isinstance(data, dict) and "sentence_sha256" in data:
        yield _cited(data, data.get("quote", quote))
    elif isinstance(data, dict) and "citation" in data:
        text = data.get("text")
        yield from _citations(data["citation"], text if isinstance(text, str) else None)
    elif isinstance(data, dict):
        for name in ("quotes", "nearest"):
            yield from _citations(data.get(name, []))


def _cited(data: dict[str, Any], quote: Any) -> Cited:
    try:
        return CitedIn.model_validate({name: data.get(name) for name in _FIELDS} | {"quote": quote}).to_cited()
    except ValueError:
        raise QuestionError(
            'a citation needs "article_id", "start", "end" and "sentence_sha256" as `qa ask --json` writes them'
        ) from None


def _show_citation(out: Console, cited: Cited, verified: Verified) -> None:
    text = verified.text or verified.was or cited.quote or f"{cited.article_id} {cited.start}:{cited.end}"
    out.print(Text(visible(f"{verified.standing}: {text}"), style="" if verified.standing in _STANDS else "bold"))
    if verified.was is not None:
        out.print(Text(visible(f"   revision {verified.revision} had: {verified.was}")))
    _show_place(out, verified.differences, verified.citation)


def _show_quotation(out: Console, finding: Finding) -> None:
    out.print(Text(visible(f"{finding.verdict}: {finding.text}"), style="" if finding.verdict in _STANDS else "bold"))
    if finding.verdict != "verbatim" and finding.source is not None:
        out.print(Text(visible(f"   the article has: {finding.source}")))
    _show_place(out, finding.differences, finding.citation)
    if finding.article_speaker is not None:
        out.print(Text(visible(f"   said by {finding.article_speaker}"), style="dim"))


def _show_place(out: Console, differences: tuple[Difference, ...], citation: Citation | None) -> None:
    for one in differences:
        out.print(Text(visible(f"   {one.draft or '(nothing)'} -> {one.article or '(nothing)'}")))
    if citation is not None:
        c = citation
        where = [c.title or "Untitled", c.source, c.published, f"{c.article_id} {c.start}:{c.end}"]
        out.print(Text(visible("   " + ", ".join(filter(None, where))), style="dim"))
