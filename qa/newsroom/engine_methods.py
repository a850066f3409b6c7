"""The methods of the engine besides ``ask``: each calls the package that does the work."""

from __future__ import annotations

import math
from contextlib import AbstractContextManager

from index import Corpus, Encoder, View
from index.records import Filters
from qa.checking import Check, Cited, Finding, Verified, check, check_quotation, standing
from qa.gaps import Gap, Gaps, clusters
from qa.limits import accepted_filters
from qa.revisions import Diff, diff
from qa.speech import Ledger, SpeakerCount, said_by, speakers


class NewsroomMethods:
    """The base class of ``Engine`` with all methods but those that answer questions.

    ``as_of`` looks back to what was known at the end of a day, or at a time; it raises InvalidFilter for anything
    else."""

    def __init__(self, corpus: Corpus, encoder: Encoder, *, keep_gaps: bool = False) -> None:
        """Take an open corpus and its encoder; ``keep_gaps``: keep questions without a sure answer."""
        self.corpus = corpus
        self.encoder = encoder
        #: The questions that had no sure answer, where they are kept.
        self.gaps = Gaps(corpus.folder, is_on=keep_gaps)

    def check(self, draft: str, *, as_of: str | None = None, seconds: float = math.inf) -> Check:
        """Hold a draft's quotations, names and numbers against the articles. Raises QuestionError for one that is
        empty, longer than 500,000 characters, or not checked within so many seconds."""
        with self._view(_moment(as_of)) as view:
            return check(draft, view, encoder=self.encoder, seconds=seconds)

    def check_quotation(self, text: str) -> Finding:
        """Hold words that are quoted against the articles, whoever says them. Raises QuestionError for fewer than three
        words, or more than 500,000 characters."""
        with self.corpus.view() as view:
            return check_quotation(text, view, encoder=self.encoder)

    def verify(self, cited: Cited) -> Verified:
        """Tell whether what a citation cites still stands, by the digest that it carries."""
        with self.corpus.view() as view:
            return standing(cited, view)

    def said(self, name: str, *, about: str | None = None, filters: Filters | None = None) -> Ledger:
        """Collect what somebody said, the earliest first, all of it or what is about a topic. Raises QuestionError for
        a name without letters."""
        with self._view(filters) as view:
            return said_by(view, name, about=about, filters=filters)

    def speakers(self, *, limit: int = 100, as_of: str | None = None) -> tuple[list[SpeakerCount], bool]:
        """Count who speaks in the newest articles, who says most first; and whether those are all articles."""
        with self._view(_moment(as_of)) as view:
            return speakers(view, limit=limit)

    def diff(self, article_id: str, *, old: int | None = None, new: int | None = None) -> Diff:
        """Compare two revisions of an article, the newest two by default. Raises UnknownArticle, UnknownRevision."""
        with self.corpus.view() as view:
            return diff(view, article_id, old=old, new=new)

    def unanswered(self) -> list[Gap]:
        """Group the kept questions without a sure answer, those asked most often first, with what the
        articles lack for them. Raises CorpusDamaged."""
        with self.corpus.view() as view:
            return clusters(self.gaps.all(), view)

    def _view(self, filters: Filters | None) -> AbstractContextManager[View]:
        filters = accepted_filters(filters)
        return self.corpus.view(as_of=filters.as_of if filters else None)


def _moment(as_of: str | None) -> Filters | None:
    return None if as_of is None else Filters(as_of=as_of)
