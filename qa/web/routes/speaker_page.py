"""The speech ledger as pages of their own, without script: who speaks, and what one of them said as dated lines, each
with a link to its place in its article. Knows nothing of the corpus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from urllib.parse import quote

from qa.speech.ledger import Ledger, SaidLine, SpeakerCount
from qa.web.http.browsers import detail, in_title, long_date, plain_page, written

_MAIN = """<article>
<h1 class="page-title"><bdi dir="auto">{title}</bdi></h1>
<p class="byline">{byline}</p>
<ol class="ledger">{rows}</ol>
</article>"""
_NOT_ALL = "not every article that may hold more was read"


def ledger_page(ledger: Ledger, *, as_of: str | None, up: str) -> str:
    """Write what somebody said. ``up`` leads from the page's address to that of the question page."""
    begins = f"What {ledger.name} said" if ledger.lines else f"No words of {ledger.name} were recognised"
    title = begins + (f" about {ledger.about}" if ledger.about else "")
    details = [_counted(len(ledger.lines), "line"), *_bounds(ledger.is_complete, as_of)]
    return _page(title, details, [_line(one, up) for one in ledger.lines], up=up)


def speakers_page(people: Sequence[SpeakerCount], is_complete: bool, *, as_of: str | None, up: str) -> str:
    """Write who speaks, each with a link to what they said."""
    details = [_counted(len(people), "speaker"), *_bounds(is_complete, as_of)]
    return _page("Who speaks in the articles", details, [_person(one, as_of, up) for one in people], up=up)


def _bounds(is_complete: bool, as_of: str | None) -> list[str]:
    return ([f"as known on {as_of}"] if as_of else []) + ([] if is_complete else [_NOT_ALL])


def _page(title: str, details: Sequence[str], rows: Sequence[str], *, up: str) -> str:
    main = _MAIN.format(title=written(title), byline="".join(map(detail, details)), rows="".join(rows))
    return plain_page(in_title(title), main, up=up)


def _line(line: SaidLine, up: str) -> str:
    cited = line.citation
    at = f"?revision={cited.revision}&" if cited.changed_since else "?"
    address = f"{up}articles/{quote(cited.article_id, safe='')}{at}start={cited.start}&end={cited.end}#cited"
    byline = "".join(map(detail, filter(None, _details(line))))
    return (
        f'<li><p class="byline">{detail(long_date(line.published) or "undated")}{detail(line.speaker)}</p>'
        f'<blockquote dir="auto">{written(line.text)}</blockquote><p class="byline">{byline}</p>'
        f'<p class="actions"><a href="{escape(address)}">Show in article</a></p></li>'
    )


def _details(line: SaidLine) -> Iterator[str | None]:
    yield "quoted" if line.speech == "direct" else "reported"
    yield line.citation.title or "Untitled"
    yield line.citation.source
    yield f"and in {_counted(len(line.occurrences), 'other place')}" if line.occurrences else None


def _person(one: SpeakerCount, as_of: str | None, up: str) -> str:
    moment = f"?as_of={quote(as_of)}" if as_of else ""
    address = f"{up}speakers/{quote(one.name, safe='')}{moment}"
    counts = f"{_counted(one.sentences, 'sentence')} in {_counted(one.articles, 'article')}"
    return f'<li><a href="{escape(address)}"><bdi dir="auto">{written(one.name)}</bdi></a> {detail(counts)}</li>'


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
