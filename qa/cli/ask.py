"""The command that answers a question. Knows how an answer looks in a terminal, and nothing of how it is found."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from index.errors import UnknownArticle
from index.records import Filters
from qa.cli.opening import opened_engine
from qa.cli.output import chosen, console, counted, emit, text, with_corpus
from qa.engine import Engine
from qa.errors import QuestionError
from qa.limits import MOST_QUOTES
from qa.records import Answer, Citation, Quote
from qa.text.visible import visible

_LEVELS = ((0.85, "very likely"), (0.65, "likely"), (0.4, "possibly"), (0.0, "uncertain"))
_REASONS = {
    "unknown_terms": "the question turns on words that none of the articles use",
    "below_threshold": "no sentence answers it well enough",
    "outside_filters": "nothing within the filters answers it",
    "not_a_question": "this does not read as a question that articles could answer",
    "empty_corpus": "there are no articles yet; add some with 'qa add PATH'",
    "unknown_speaker": "they name nobody who said it",
    "underspecified": "The question does not say who or what it is about",
}


@click.command("ask")
@click.argument("question", nargs=-1, required=True, type=text)
@click.option(
    "-k", "limit", type=click.IntRange(1, MOST_QUOTES), default=3, show_default=True, help="Most sentences to quote."
)
@click.option("--source", "sources", type=text, multiple=True, help="Only articles of this source; may be given again.")
@click.option("--article", "article_ids", type=text, multiple=True, help="Only this article; may be given again.")
@click.option("--from", "published_from", metavar="DATE", help="Only articles published on or after YYYY-MM-DD.")
@click.option("--to", "published_to", metavar="DATE", help="Only articles published on or before YYYY-MM-DD.")
@click.option("--max-error", type=float, metavar="SHARE", help="Share of wrong answers to accept, such as 0.05.")
@click.option("--conversation", metavar="ID", help='Go on with a conversation, or begin one: "new".')
@with_corpus
def ask_command(
    question: tuple[str, ...],
    limit: int,
    sources: tuple[str, ...],
    article_ids: tuple[str, ...],
    published_from: str | None,
    published_to: str | None,
    max_error: float | None,
    conversation: str | None,
    corpus: Path | None,
    as_json: bool,
) -> int:
    """Answer QUESTION with sentences from the articles, each with its citation.

    With - for QUESTION, questions are read from standard input, one a line (the question itself, or JSON with a field
    "question"), and each is answered by a line of JSON.
    """
    filters = Filters(article_ids, sources, published_from, published_to)
    options = {"limit": limit, "filters": filters or None, "max_error": max_error}
    with opened_engine(chosen(corpus)) as engine:
        _check_ids(engine, article_ids)
        ask = partial(_ask, engine, options=options)
        if question == ("-",):
            lines = (line.decode("utf-8", "surrogateescape") for line in sys.stdin.buffer)
            return _answer_lines(lines, ask, conversation)
        answer = ask(" ".join(question), conversation)
    if as_json:
        emit(answer.to_dict())
    else:
        show(console(), answer)
    return 0


def _ask(engine: Engine, question: str, conversation: str | None, *, options: dict[str, Any]) -> Answer:
    history = () if conversation is None else engine.conversations.named(conversation)
    return engine.ask(question, history=history, **options)


def _answer_lines(lines: Iterable[str], ask: Callable[[str, str | None], Answer], conversation: str | None) -> int:
    """Answer a question a line. One that cannot be asked gets a line that says why, and stops no other."""
    code = 0
    for line in filter(None, map(str.strip, lines)):
        try:
            answer = ask(_question_of(line), conversation)
        except QuestionError as error:
            code = 1
            emit({"question": line.encode("utf-8", "replace").decode("utf-8"), "error": str(error)}, indent=None)
            continue
        conversation = answer.conversation
        emit(answer.to_dict(), indent=None)
    return code


def _question_of(line: str) -> str:
    """Return the question of a line. Raises QuestionError for a JSON object that has none."""
    if not line.startswith("{"):
        return line
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise QuestionError("the line begins with { and is not JSON; write the question, or JSON with it") from None
    if not isinstance(row, dict) or not isinstance(row.get("question"), str):
        raise QuestionError('the line has no text "question"; write the question, or JSON with it')
    question: str = row["question"]
    return question


def _check_ids(engine: Engine, article_ids: Sequence[str]) -> None:
    """Raise UnknownArticle for an id that no article has: whoever typed it meant another."""
    with engine.corpus.view() as view:
        if unknown := view.unknown(article_ids):
            raise UnknownArticle(f"no article has the id {', '.join(map(repr, unknown))}; `qa list` shows the ids")


def show(out: Console, answer: Answer) -> None:
    """Write an answer for people: its quotes with their sources, or why there is none."""
    for number, quote in enumerate(answer.quotes, 1):
        _show_quote(out, quote, label=str(number), note=_assurance(quote))
    if answer.evidence_set:
        numbers = [str(place + 1) for place in answer.evidence_set]
        out.print(Text(f"{', '.join(numbers[:-1])} and {numbers[-1]} answer together", style="dim"))
    if answer.status == "abstained":
        reason = _REASONS.get(answer.reason or "", "no answer")
        lead = "" if answer.reason == "underspecified" else "The articles do not say: "
        if answer.reason == "outside_filters" and answer.searched_articles == 0:
            lead, reason = "", "No article passes the filters"
        out.print(Text(f"{lead}{reason}.", style="bold"))
        _ask_back(out, answer)
        for quote in () if answer.could_mean else answer.nearest[:1]:
            out.print(Text("\nNearest sentence, not an answer:", style="dim"))
            _show_quote(out, quote, label="–", note="")
    for notice in answer.notices:
        out.print(Text(visible(f"{notice[:1].upper()}{notice[1:]}.")))
    searched = counted(answer.searched_sentences, "sentence"), counted(answer.searched_articles, "article")
    out.print(Text(f"searched {' in '.join(searched)}", style="dim"))
    if answer.understood_as != answer.question:
        out.print(Text(f"understood as: {visible(answer.understood_as)}", style="dim"))
    if answer.conversation is not None:
        out.print(Text(f"go on with: --conversation {answer.conversation}", style="dim"))


def _ask_back(out: Console, answer: Answer) -> None:
    if answer.could_mean:
        out.print(Text("It could mean:", style="dim"))
    for one in answer.could_mean:
        out.print(Text(f"  {visible(one.name)}: {visible(one.question)}"))


def _show_quote(out: Console, quote: Quote, *, label: str, note: str) -> None:
    said = Text(visible(quote.text))
    if quote.answer_span is not None and note:
        said.stylize("bold underline", *quote.answer_span)
    grid = Table.grid(padding=(0, 1))
    grid.add_row(Text(label, style="bold"), said)
    if quote.said_by is not None:
        grid.add_row("", Text(f"said by {visible(quote.said_by.name)}"))
    grid.add_row("", Text(_reference(quote.citation), style="dim"))
    if note:
        grid.add_row("", Text(note, style="dim"))
    out.print(grid)
    out.print()


def _assurance(quote: Quote) -> str:
    words = next(words for least, words in _LEVELS if quote.confidence >= least)
    places = len(quote.occurrences) + 1
    return f"{words} the answer ({quote.confidence:.2f})" + (f", said in {places} places" if places > 1 else "")


def _reference(c: Citation) -> str:
    parts = [c.title or "Untitled", c.source, c.author, c.published, f"{c.article_id} {c.start}:{c.end}"]
    return visible(", ".join(part for part in parts if part))
