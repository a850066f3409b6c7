"""How an answer looks in a terminal: its quotes with their sources, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from qa.cli.output import counted
from qa.records import Answer, Citation, Quote
from qa.rendering.messages import MAY_ANSWER, NEAREST, abstention, disagreements, doubt
from qa.visible import visible

_LEVELS = ((0.85, "very likely"), (0.65, "likely"), (0.4, "possibly"), (0.0, "uncertain"))


def show(out: Console, answer: Answer, *, first: int | None = None) -> None:
    """Write an answer for people: its quotes with their sources, or why there is none.

    With ``first`` every sentence gets a number from there on, so that it can be called by it, those too that only may
    answer or do not."""
    for number, quote in enumerate(answer.quotes, first or 1):
        _show_quote(out, quote, label=str(number), note=_likelihood(quote))
    if answer.evidence_set:
        numbers = [str(place + (first or 1)) for place in answer.evidence_set]
        out.print(Text(f"{', '.join(numbers[:-1])} and {numbers[-1]} answer together", style="dim"))
    if answer.status == "related":
        _show_related(out, answer, first)
    if answer.status == "abstained":
        _show_abstention(out, answer, first)
    for line in disagreements(answer.to_dict()):
        out.print(Text(visible(line), style="" if line.startswith("“") else "bold"))
    for notice in answer.notices:
        out.print(Text(visible(f"{notice[:1].upper()}{notice[1:]}.")))
    searched = counted(answer.searched_sentences, "sentence"), counted(answer.searched_articles, "article")
    out.print(Text(f"searched {' in '.join(searched)}", style="dim"))
    if answer.understood_as != answer.question:
        out.print(Text(f"understood as: {visible(answer.understood_as)}", style="dim"))
    if answer.conversation is not None:
        out.print(Text(f"go on with: --conversation {answer.conversation}", style="dim"))


def _show_related(out: Console, answer: Answer, first: int | None) -> None:
    out.print(Text(MAY_ANSWER, style="bold"))
    for place, quote in enumerate(answer.nearest):
        label = "?" if first is None else f"{first + place}?"
        _show_quote(out, quote, label=label, note="" if quote is answer.nearest[0] else _likelihood(quote))
    out.print(Text(doubt(answer.to_dict()), style="bold"))


def _show_abstention(out: Console, answer: Answer, first: int | None) -> None:
    out.print(Text(abstention(answer.to_dict()), style="bold"))
    _ask_back(out, answer)
    for quote in () if answer.could_mean else answer.nearest[:1]:
        out.print(Text(f"\n{NEAREST}", style="dim"))
        _show_quote(out, quote, label="–" if first is None else f"{first}–", note="")


def _ask_back(out: Console, answer: Answer) -> None:
    if answer.could_mean:
        out.print(Text("It could mean:", style="dim"))
    for one in answer.could_mean:
        out.print(Text(f"  {visible(one.name)}: {visible(one.question)}"))


def _show_quote(out: Console, quote: Quote, *, label: str, note: str) -> None:
    words = Text(visible(quote.text))
    if quote.answer_span is not None and note:
        words.stylize("bold underline", *quote.answer_span)
    grid = Table.grid(padding=(0, 1))
    grid.add_row(Text(label, style="bold"), words)
    if quote.said_by is not None:
        grid.add_row("", Text(f"said by {visible(quote.said_by.name)}"))
    grid.add_row("", Text(_reference(quote.citation), style="dim"))
    for line in _known_since(quote.citation):
        grid.add_row("", Text(visible(line), style="dim"))
    if note:
        grid.add_row("", Text(note, style="dim"))
    out.print(grid)
    out.print()


def _known_since(c: Citation) -> Iterator[str]:
    """Yield which days a sentence names, and what happened to it where an earlier revision is cited."""
    for day in c.dates:
        yield f"{day.text}: {day.first}" + (f" to {day.last}" if day.last != day.first else "")
    if c.changed_since is not None:
        became = c.changed_since
        yield f"revision {c.revision}; {became.status} in revision {became.revision}" + (
            f": {became.text}" if became.status == "edited" else ""
        )


def _likelihood(quote: Quote) -> str:
    words = next(words for least, words in _LEVELS if quote.confidence >= least)
    return f"{words} the answer ({quote.confidence:.2f}){_said_in(quote)}"


def _said_in(quote: Quote) -> str:
    """Say in how many places that know of it by themselves a quote stands, and how many articles these are."""
    if quote.articles < 2:
        return ""
    if quote.articles == quote.origins:
        return f", said in {quote.origins} places"
    return f", said in {counted(quote.origins, 'place')} ({quote.articles} articles)"


def _reference(c: Citation) -> str:
    parts = [c.title or "Untitled", c.source, c.author, c.published, c.place, f"{c.article_id} {c.start}:{c.end}"]
    return visible(", ".join(part for part in parts if part))
