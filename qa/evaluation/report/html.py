"""The report of a question set as one HTML file: its measures, pictures, and every miss side by side.

Owns the page's parts. It needs no network and no script, and its policy forbids both; whatever questions and articles
hold is shown as text. Knows nothing of how anything was measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from qa.evaluation.measures import Measure, Miss, bins_for
from qa.evaluation.metrics import reliability, threshold_for_risk
from qa.evaluation.question_set import Label
from qa.evaluation.report.charts import reliability_picture, risk_picture
from qa.evaluation.report.labels import MEASURES, WAYS, WHYS, counted, interval, kinds, lost, number, percent
from qa.evaluation.report.style import STYLE
from qa.evaluation.result import Evaluation
from qa.records import Quote
from qa.rendering.markup import Markup, document, element, foreign, joined

_ERRORS = (0.01, 0.05, 0.1, 0.2)


def render(evaluation: Evaluation) -> str:
    """Return the report. The same evaluation always gives the same report."""
    parts = [_opening(evaluation), _measures(evaluation), _rankings(evaluation), _pictures(evaluation)]
    parts += [_left_out(evaluation), _misses(evaluation)]
    return document(f"{evaluation.file}: questions measured", *parts, style=STYLE)


def _opening(evaluation: Evaluation) -> Markup:
    models = ", ".join(f"{part} {name}" for part, name in sorted(evaluation.models.items()))
    facts = {
        "Questions": f"{len(evaluation.outcomes):,} measured: {kinds(evaluation)}",
        "Corpus": f"{evaluation.corpus}, generation {evaluation.generation}",
        "Models": models,
        "Answers from": f"a confidence of {evaluation.threshold:.2f} on",
        "File": f"{evaluation.file}, sha256 {evaluation.sha256[:12]}",
    }
    pairs = (joined(element("dt", name), element("dd", foreign(fact))) for name, fact in facts.items())
    return element(
        "header",
        element("p", "Grounded QA", class_="nameplate"),
        element("h1", "How well ", foreign(evaluation.file), " is answered"),
        element("dl", *pairs),
    )


def _measures(evaluation: Evaluation) -> Markup:
    rows = [
        _row(
            *MEASURES[name],
            element("td", number(measure.value), class_="value"),
            element("td", interval(measure)),
            element("td", f"{measure.count:,}"),
        )
        for name, measure in evaluation.measures.items()
    ]
    head = ("measure", "value", "95 % interval", "questions")
    return element("section", element("h2", "Measures"), _table(head, rows))


def _rankings(evaluation: Evaluation) -> Markup:
    rows = [
        _row(way, WAYS[way], *(_cell(measured[name]) for name in ("precision_at_1", "mrr_at_10")))
        for way, measured in evaluation.rankings.items()
    ]
    note = "The same questions, ranked by less than the service does, in the same run; 95 % intervals."
    section = (element("h2", "Beside the baselines"), element("p", note), _table(("ranking", "P@1", "MRR@10"), rows))
    return element("section", *section)


def _row(name: str, gloss: str, *cells: Markup) -> Markup:
    """Write a row with a line under it that explains it."""
    first = element("tr", element("th", name, scope="row"), *cells)
    return element("tbody", first, element("tr", element("td", gloss, colspan=len(cells) + 1), class_="gloss"))


def _cell(measure: Measure) -> Markup:
    return element("td", element("b", number(measure.value)), " ", element("small", interval(measure)))


def _table(head: Sequence[str], rows: Iterable[Markup]) -> Markup:
    titles = (element("th", title, scope="col") for title in head)
    table = element("table", element("thead", element("tr", *titles)), *rows)
    return element("div", table, class_="wide", tabindex=0, role="region", aria_label=head[0])


def _pictures(evaluation: Evaluation) -> Markup:
    coverage, risk = evaluation.measures["coverage"], evaluation.measures["risk"]
    now = (coverage.value, risk.value) if risk.count else None
    note = f" now: {percent(coverage.value)} answered, {percent(risk.value)} of that wrong."
    caption = joined(element("b", "●"), note) if now else "Nothing is answered now."
    judged = [o for o in evaluation.outcomes if o.right is not None]
    confidences, right = [o.confidence for o in judged], [bool(o.right) for o in judged]
    bins = reliability(confidences, right, bins=bins_for(len(judged)))
    bins_note = f"{counted(len(bins), 'bin')} of equally many questions; on the line, confidence is true."
    return element(
        "section",
        element("h2", "Risk and confidence"),
        element(
            "div",
            element("figure", risk_picture(evaluation.curve, now=now), element("figcaption", caption)),
            element("figure", reliability_picture(bins), element("figcaption", bins_note)),
            class_="pair",
        ),
        _bearable(evaluation),
    )


def _bearable(evaluation: Evaluation) -> Markup:
    """Tell, for errors that one may accept, from which confidence on to answer and how much is then answered."""
    rows = []
    for most in _ERRORS:
        least = threshold_for_risk(evaluation.curve, most)
        held = next((p for p in evaluation.curve if p.threshold == least), None)
        rows.append(
            element(
                "tr",
                element("th", f"{percent(most)} wrong", scope="row"),
                element("td", "–" if held is None else f"{held.threshold:.3f}"),
                element("td", "none" if held is None else percent(held.coverage)),
            )
        )
    head = ("at most", "from confidence", "answered")
    return _table(head, [element("tbody", *rows)])


def _left_out(evaluation: Evaluation) -> Markup:
    if not evaluation.bad and not evaluation.aside:
        return joined()
    aside = "it says that an abstention was wrong, but not which sentence is right"
    left_out = sorted([(bad.line, bad.reason) for bad in evaluation.bad] + [(line, aside) for line in evaluation.aside])
    lines = [element("li", element("b", f"line {line}"), " ", foreign(reason)) for line, reason in left_out]
    title = element("summary", f"{counted(len(lines), 'line')} left out")
    return element("section", element("details", title, element("ul", *lines), class_="left-out"))


def _misses(evaluation: Evaluation) -> Markup:
    if not evaluation.misses:
        return element("section", element("h2", "Misses"), element("p", "None: every question went as it should."))
    groups = [(why, list(missed)) for why, missed in groupby(evaluation.misses, key=lambda miss: miss.why)]
    places = {why: f"why-{place}" for place, (why, _) in enumerate(groups)}
    links = (
        element("a", WHYS[why][0], " ", element("b", f"{len(missed):,}"), href=f"#{places[why]}")
        for why, missed in groups
    )
    parts = [element("h2", counted(len(evaluation.misses), "miss")), element("nav", *links)]
    for why, missed in groups:
        parts += [element("h3", WHYS[why][0], id=places[why]), element("p", WHYS[why][1]), *map(_miss, missed)]
    return element("section", *parts)


def _miss(miss: Miss) -> Markup:
    outcome, answer = miss.outcome, miss.outcome.answer
    labelled = outcome.labelled
    numbers = ", ".join(map(str, labelled.lines))
    heading = "Answered" if outcome.answered else "Not answered, nearest"
    return element(
        "article",
        element("h4", foreign(labelled.question)),
        element(
            "div",
            _side("Expected", *_expected(miss)),
            _side(f"{heading} · {outcome.confidence:.2f}", *_first_quote(outcome.first), reason=answer.reason),
            class_="pair",
        ),
        element("p", f"line {numbers}" if len(labelled.lines) == 1 else f"lines {numbers}", class_="lines"),
    )


def _side(title: str, *parts: str, reason: str | None = None) -> Markup:
    why = () if reason is None else (element("p", f"reason: {reason.replace('_', ' ')}", class_="place"),)
    return element("div", element("h5", title), *parts, *why)


def _expected(miss: Miss) -> list[Markup]:
    labelled = miss.outcome.labelled
    parts = [_label(label) for label in labelled.right]
    if labelled.answerable is False:
        parts.append(element("p", "Nothing: the articles do not say.", class_="nothing"))
    if labelled.answerable is None:
        parts += [element("p", "Not this, which was marked wrong:", class_="place"), *map(_label, labelled.wrong)]
    if where := lost(miss):
        parts.append(element("p", where, class_="place"))
    if (sentence := miss.outcome.sentence) is not None and all(label.text != sentence for label in labelled.right):
        parts.append(element("blockquote", foreign(sentence), class_="borne"))
    return parts


def _label(label: Label) -> Markup:
    quoted = element("blockquote", foreign(label.text))
    return (
        quoted if label.article_id is None else joined(quoted, element("p", foreign(label.article_id), class_="place"))
    )


def _first_quote(first: Quote | None) -> list[Markup]:
    if first is None:
        return [element("p", "Nothing was found.", class_="nothing")]
    place = first.citation
    where = f"{place.title or 'Untitled'}, {place.article_id} {place.start}:{place.end}"
    return [element("blockquote", foreign(first.text)), element("p", foreign(where), class_="place")]
