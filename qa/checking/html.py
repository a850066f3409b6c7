"""A check as one HTML file: the draft, with what was found marked in it and told in its margin.

It needs no network and no script, and its policy forbids both; draft and articles are shown as text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index import blocks
from qa.checking.records import UNKNOWN, WRONG, Check, Finding
from qa.rendering.markup import Markup, document, element, foreign, joined

_WORDS = {"wrong_speaker": "wrong speaker", "not_in_articles": "not in the articles"}
_STYLE = """
:root { color-scheme: light dark; --paper: #fbfaf6; --ink: #1b1a17; --soft: #625d53; --rule: #dcd7cb;
  --wrong: #a3211b; --unknown: #8a6100; --right: #1f5c3a; }
@media (prefers-color-scheme: dark) { :root { --paper: #161513; --ink: #ebe7dd; --soft: #a9a395; --rule: #37342e;
  --wrong: #ff9d8c; --unknown: #e3b958; --right: #8fc9a6; } }
body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
  font: 1rem/1.55 "Iowan Old Style", Palatino, Georgia, "Liberation Serif", serif; }
main { max-width: 66rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-weight: 500; margin: 0 0 .3rem; } p { margin: 0; white-space: pre-line; } bdi { unicode-bidi: isolate; }
.sum { color: var(--soft); padding-bottom: 1rem; border-bottom: 3px double var(--rule); }
.row { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 0 2rem; padding: .7rem 0; }
.notes { font: .86rem/1.4 ui-sans-serif, system-ui, "Liberation Sans", sans-serif; list-style: none; margin: 0;
  padding: 0; } .notes li { margin-bottom: .6rem; padding-left: .6rem; border-left: 3px solid var(--rule); }
mark { background: none; color: inherit; border-bottom: 2px solid; } .wrong { --c: var(--wrong); }
.unknown { --c: var(--unknown); } .right { --c: var(--right); } mark { border-color: var(--c); }
.notes li { border-color: var(--c); } b { color: var(--c); } cite { color: var(--soft); font-style: normal; }
@media (max-width: 45rem) { .row { grid-template-columns: 1fr; gap: .5rem; } }
"""


def render(check: Check, draft: str, *, name: str) -> str:
    """Return the report. The same check of the same draft always gives the same report."""
    counts = ", ".join(f"{count} {_WORDS.get(verdict, verdict)}" for verdict, count in check.counts.items())
    searched = f"Held against {check.searched_sentences:,} sentences of {check.searched_articles:,} articles. "
    body = [
        element("h1", foreign(name)),
        element("p", searched, counts or "Nothing to check.", class_="sum"),
        *_rows(check.findings, draft),
    ]
    return document(f"{name}: checked", *body, style=_STYLE)


def _rows(findings: Sequence[Finding], draft: str) -> Iterator[Markup]:
    for block in blocks(draft):
        within = [f for f in findings if block.start <= f.start and f.end <= block.end]
        notes = [_note(f) for f in within if f.verdict in WRONG | UNKNOWN]
        text = element("p", *_marked(draft, within, start=block.start, end=block.end), dir="auto")
        yield element("div", text, element("ul", *notes, class_="notes"), class_="row")


def _marked(draft: str, findings: Sequence[Finding], *, start: int, end: int) -> Iterator[str]:
    at = start
    for finding in findings:
        if finding.start < at:
            continue
        yield draft[at : finding.start]
        yield element("mark", finding.text, class_=_kind(finding), title=_WORDS.get(finding.verdict, finding.verdict))
        at = finding.end
    yield draft[at:end]


def _note(finding: Finding) -> Markup:
    parts: list[str] = [element("b", _WORDS.get(finding.verdict, finding.verdict)), " ", foreign(finding.text)]
    for one in finding.differences:
        parts += [element("div", foreign(one.draft or "(nothing)"), " → ", foreign(one.article or "(nothing)"))]
    if finding.verdict == "wrong_speaker":
        speakers = f"the draft: {finding.draft_speaker}; the article: {finding.article_speaker}"
        parts.append(element("div", foreign(speakers)))
    if finding.source is not None:
        parts.append(element("div", "“", foreign(finding.source), "”"))
    if finding.citation is not None:
        cited = finding.citation
        where = ", ".join(filter(None, [cited.title, cited.source, cited.published, cited.article_id]))
        parts.append(element("cite", foreign(where)))
    return element("li", joined(*parts), class_=_kind(finding))


def _kind(finding: Finding) -> str:
    return "wrong" if finding.verdict in WRONG else "unknown" if finding.verdict in UNKNOWN else "right"
