"""The records of an answer: Turn, Citation, Quote, Answer. Frozen, slotted.

``Answer.to_dict()`` is the one form of an answer in HTTP, Python, shell and MCP. Each optional field says when it is
absent there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from qa.dates.records import SentenceDate
from qa.rendering.exports import exported
from qa.rendering.notebook import Shown, ShownWhole
from qa.rendering.table import dataframe
from qa.rendering.wire import on_wire, quote_on_wire
from qa.revisions.records import ChangedSince

if TYPE_CHECKING:
    import pandas

Status = Literal["answered", "related", "abstained"]
Reason = Literal[
    "unknown_terms",
    "below_threshold",
    "outside_filters",
    "not_a_question",
    "empty_corpus",
    "underspecified",
    "unknown_speaker",
    "unsure",
]
#: Why a related sentence is not sure to answer: a name or number of the question is neither in it nor near it; it lacks
#: the number, time or person asked for; the question depends on words that no article uses; it says too little to tell
#: which of the articles it means; others are as likely; the reader's score is low.
Doubt = Literal["names_missing", "kind_missing", "unknown_terms", "vague", "rivals", "weak_match"]
Via = Literal["name", "description", "pronoun", "continuation"]
Speech = Literal["direct", "indirect"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation: the question and the sentences cited for it."""

    question: str
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Citation(Shown):
    """Where a quote stands. ``start`` and ``end`` index the article's stored text: code points, 0-based, half-open."""

    _shown = ("article_id", "start", "end")
    article_id: str
    title: str
    url: str | None
    source: str | None
    author: str | None
    published: str | None
    revision: int
    start: int
    end: int
    prefix: str
    suffix: str
    permalink: str
    fragment_url: str | None
    sentence_sha256: str
    article_sha256: str
    #: Where in its source it begins: "page 3", "at 0:01:15"; None where the source has no such places.
    place: str | None = None
    #: What happened to it since, where an earlier revision is cited; None where it is the newest.
    changed_since: ChangedSince | None = None
    #: The days that it names, resolved against the date of the article.
    dates: tuple[SentenceDate, ...] = ()


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Another place where the same, or nearly the same, sentence stands."""

    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scores:
    """The score that each stage gave the quoted sentence; None where that stage did not see it."""

    dense: float | None
    lexical: float | None
    fused: float
    reader: float | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whose words a quote is. ``start`` and ``end`` index the article's stored text, and ``name`` is what stands there;
    ``via``: how the sentence refers to the speaker; "continuation": by a neighbour."""

    name: str
    via: Via
    start: int
    end: int


@dataclass(frozen=True, slots=True, repr=False)
class Quote(Shown):
    """One sentence in the article's own words. ``answer_span`` is (start, end) inside ``text``, or None. ``speech``
    tells whether somebody is quoted or reported, ``said_by`` who; both None where that is not known."""

    _shown = ("text", "confidence", "citation")
    text: str
    role: str
    citation: Citation
    confidence: float
    scores: Scores
    answer_span: tuple[int, int] | None = None
    occurrences: tuple[Occurrence, ...] = ()
    #: The number of articles that say it, and of their origins: copies of one report are one origin.
    articles: int = 1
    origins: int = 1
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    said_by: Speaker | None = None
    speech: Speech | None = None


@dataclass(frozen=True, slots=True)
class Referent:
    """A name that an underspecified question could mean, where it stands in an article, and the question then."""

    name: str
    question: str
    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Side:
    """A number or date as its first report gives it: ``text[start:end]`` is how it is written, ``value`` its value (of
    a date month * 100 + day), ``first`` and ``latest`` the days of the reports that give it, None without dates."""

    text: str
    start: int
    end: int
    value: float
    citation: Citation
    first: str | None
    latest: str | None
    articles: int
    origins: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Something for which independent origins give different values ("people" or "date"), with a side for each value,
    the first reported first."""

    kind: Literal["number", "date"]
    about: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Answer(ShownWhole):
    """The answer to one question.

    "answered": ``quotes`` holds the sentences that answer. "related": ``quotes`` is empty, and ``nearest`` holds those
    that may answer, the likeliest first; ``doubts`` says why that is not sure. "abstained": ``nearest`` holds what came
    closest and is *not* an answer."""

    _shown = ("question", "status", "confidence", "quotes")
    id: str
    created: int
    question: str
    understood_as: str
    status: Status
    reason: Reason | None
    confidence: float
    quotes: tuple[Quote, ...]
    nearest: tuple[Quote, ...]
    searched_articles: int
    searched_sentences: int
    generation: int
    models: dict[str, str] = field(default_factory=dict, hash=False)
    #: The (start, end) of the parts of ``understood_as`` that come from earlier turns.
    carried: tuple[tuple[int, int], ...] = ()
    #: What was asked about the sentences cited last.
    operation: str | None = None
    #: The indexes into ``quotes`` of the sentences that only together make the answer, in reading order. Empty where
    #: one sentence is enough, and then absent from ``to_dict``.
    evidence_set: tuple[int, ...] = ()
    #: The id of the conversation in which it was asked; None without one, and then absent from ``to_dict``.
    conversation: str | None = None
    #: The names that an "underspecified" question could mean; otherwise absent from ``to_dict``.
    could_mean: tuple[Referent, ...] = ()
    #: Notices for people, as of what filters left out, a sentence each; absent from ``to_dict`` when empty.
    notices: tuple[str, ...] = ()
    #: Where independent reports give other numbers or dates than a quote does.
    disagreements: tuple[Disagreement, ...] = ()
    #: Why a related sentence is not sure to answer; absent from ``to_dict`` when empty.
    doubts: tuple[Doubt, ...] = ()
    #: The parts of a divided corpus that did not answer in time; absent from ``to_dict`` when empty.
    missing: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain JSON types, in the one documented shape."""
        lists = {name: list(getattr(self, name)) for name in ("evidence_set", "doubts", "notices", "missing")}
        optional: dict[str, Any] = {**lists, "conversation": self.conversation, "partial": bool(self.missing)}
        if self.reason == "underspecified":
            optional["could_mean"] = [on_wire(referent) for referent in self.could_mean]
        return {
            "id": self.id,
            "object": "qa.answer",
            "created": self.created,
            "question": self.question,
            "understood_as": self.understood_as,
            "carried": [{"start": start, "end": end} for start, end in self.carried],
            "operation": self.operation,
            "status": self.status,
            "reason": self.reason,
            "confidence": self.confidence,
            "quotes": [quote_on_wire(q) for q in self.quotes],
            "nearest": [quote_on_wire(q) for q in self.nearest],
            "searched": {"articles": self.searched_articles, "sentences": self.searched_sentences},
            "generation": self.generation,
            "models": dict(self.models),
            "disagreements": [on_wire(one) for one in self.disagreements],
            **{name: value for name, value in optional.items() if value or name == "could_mean"},
        }

    def to_markdown(self) -> str:
        """Return the answer as Markdown: block quotes, with their sources as footnotes."""
        return self.export("markdown")

    def export(self, form: str) -> str:
        """Return the answer as "markdown", as an "evidence" file (HTML that checks itself), or what it
        cites as "csl" (JSON), "bibtex" or W3C "annotations" (JSON-LD). Raises QuestionError for another form."""
        return exported(form, [self.to_dict()])

    def to_dataframe(self) -> pandas.DataFrame:
        """Return a pandas table with a row a quote, or a row a nearest sentence. Raises ExtraMissing without pandas."""
        return dataframe(self.to_dict())
