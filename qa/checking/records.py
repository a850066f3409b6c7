"""What a check of a draft found: plain, immutable records."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

from qa.records import Citation
from qa.rendering.wire import on_wire

#: What is looked at: a quotation, a name or a number of a sentence.
Subject = Literal["quotation", "name", "number"]
#: Of a quotation: "verbatim" word for word; "moved" but for white space, marks and marked cuts; "altered" with other
#: words; "wrong_speaker" the right words of another person; "absent" in no article. Of a name or number: "supported" by
#: an article that says the same; "contradicted" by one with another name or number there; "not_in_articles" neither.
Verdict = Literal[
    "verbatim", "moved", "altered", "wrong_speaker", "absent", "supported", "contradicted", "not_in_articles"
]
#: The verdicts that a draft should not go to print with.
WRONG: frozenset[Verdict] = frozenset({"altered", "wrong_speaker", "contradicted"})
#: The verdicts on what was not found: the articles neither support nor contradict it.
UNKNOWN: frozenset[Verdict] = frozenset({"absent", "not_in_articles"})


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch of words that differs: as the draft has it, and as the article does; either may be empty."""

    draft: str
    article: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A quotation, name or number of a draft and what the articles say of it.

    ``start`` and ``end`` index the draft: code points, 0-based, half-open; ``text`` is what stands there. ``source`` is
    the article's own text that it was held against, where there is one, and ``citation`` where that stands.
    """

    subject: Subject
    verdict: Verdict
    text: str
    start: int
    end: int
    source: str | None = None
    differences: tuple[Difference, ...] = ()
    #: Who says it, in the draft and in the article, as far as known.
    draft_speaker: str | None = None
    article_speaker: str | None = None
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """All findings of a draft, in its order."""

    findings: tuple[Finding, ...]
    searched_articles: int
    searched_sentences: int

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing is altered, contradicted or by another speaker."""
        return not any(finding.verdict in WRONG for finding in self.findings)

    @property
    def counts(self) -> dict[str, int]:
        """Count the findings by verdict."""
        return dict(Counter(finding.verdict for finding in self.findings))

    def to_dict(self) -> dict[str, Any]:
        """Return the check as plain JSON types."""
        return {"is_clean": self.is_clean, "counts": self.counts, **on_wire(self)}
