"""The command that checks a draft. Knows how findings look in a terminal, and nothing of how they are made."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from index.errors import LoadError
from index.loaders import load_file
from qa.checking.html import render
from qa.checking.records import WRONG, Check, Finding
from qa.cli.opening import opened_engine
from qa.cli.output import chosen, counted, day_option, emit, with_corpus
from qa.cli.terminal import console
from qa.errors import QuestionError
from qa.visible import visible

_WORDS = {"wrong_speaker": "wrong speaker", "not_in_articles": "not in the articles"}
_MOST_SHOWN = 90
_WORD = re.compile(r"\w+")
_FOUND_FAULTS = 1


@click.command("check")
@click.argument("draft", type=click.Path(path_type=Path))
@click.option("--all", "show_all", is_flag=True, help="Show what is verbatim or supported too.")
@click.option(
    "--html",
    "report",
    metavar="REPORT.html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the draft with notes in its margin.",
)
@day_option("--as-of", help="Hold it against what was known at the end of this day, or at this time.")
@with_corpus
def check_command(
    draft: Path, show_all: bool, report: Path | None, as_of: str | None, corpus: Path | None, as_json: bool
) -> int:
    """Hold every quotation, name and number of DRAFT (any kind of file that can be added) against the articles.

    One line a finding. The exit code is 1 when something is altered, contradicted or said by another, for use in a hook
    before publication; what the articles do not tell is shown and counts as no fault.
    """
    if report is not None and not report.absolute().parent.is_dir():
        raise QuestionError(f"there is no folder for {report}; make it, or write the report elsewhere")
    text = _text_of(draft)
    with opened_engine(chosen(corpus, reader="none")) as engine:
        checked = engine.check(text, as_of=as_of)
    if report is not None:
        report.write_text(render(checked, text, name=draft.name), encoding="utf-8")
    if as_json:
        emit(checked.to_dict())
    else:
        show(console(), checked, lines=_lines(text, raw=draft.read_bytes()), show_all=show_all)
    return 0 if checked.is_clean else _FOUND_FAULTS


def _text_of(draft: Path) -> str:
    """Read a draft as an article is read; what offsets mean is this text. Raises QuestionError."""
    try:
        articles = list(load_file(draft))
    except (LoadError, OSError) as error:
        raise QuestionError(f"{draft} cannot be read as a draft: {error}") from None
    if len(articles) != 1:
        raise QuestionError(f"{draft} holds {counted(len(articles), 'article')}; give a draft of one")
    return articles[0].text


def _lines(text: str, *, raw: bytes) -> Callable[[int], int]:
    """Return what tells in which line of its file a place of a draft stands, below front matter and among markup; for a
    file that does not hold the words of the draft in order (a Word file), in which line of its text."""
    written = raw.decode("utf-8", "replace")
    starts, ends, at = [0], [0], 0
    for word in _WORD.finditer(text):
        at = written.find(word[0], at)
        if at < 0:
            return lambda offset: text.count("\n", 0, offset) + 1
        starts.append(word.start())
        ends.append(at)
        at += len(word[0])
    return lambda offset: written.count("\n", 0, ends[bisect_right(starts, offset) - 1]) + 1


def show(out: Console, checked: Check, *, lines: Callable[[int], int], show_all: bool) -> None:
    """Write a check for people: a line a finding, what it should be below it, and the counts."""
    for finding in checked.findings:
        if show_all or finding.verdict not in ("verbatim", "moved", "supported"):
            _show(out, finding, line=lines(finding.start))
    counts = [f"{count} {_WORDS.get(verdict, verdict)}" for verdict, count in checked.counts.items()]
    out.print(Text(", ".join(counts) or "Nothing to check: no quotation, name or number.", style="dim"))


def _show(out: Console, finding: Finding, *, line: int) -> None:
    verdict = _WORDS.get(finding.verdict, finding.verdict)
    style = "bold" if finding.verdict in WRONG else ""
    out.print(Text(f"{line}: {verdict} {finding.subject}: {_short(finding.text)}", style=style))
    for difference in finding.differences:
        out.print(Text(f"   {_short(difference.draft) or '(nothing)'} -> {_short(difference.article) or '(nothing)'}"))
    if finding.verdict == "wrong_speaker":
        out.print(Text(visible(f"   the draft: {finding.draft_speaker}; the article: {finding.article_speaker}")))
    if finding.citation is not None:
        c = finding.citation
        where = [c.title or "Untitled", c.source, c.published, f"{c.article_id} {c.start}:{c.end}"]
        out.print(Text(visible("   " + ", ".join(filter(None, where))), style="dim"))


def _short(text: str) -> str:
    line = visible(" ".join(text.split()))
    return line if len(line) <= _MOST_SHOWN else f"{line[: _MOST_SHOWN - 1]}…"
