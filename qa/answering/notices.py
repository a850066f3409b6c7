"""Notices about an answer: what filters leave out (ids, sources and languages that no article has, articles without a
date), what is no longer kept of the past, languages whose rules are not known, and what of a question is not answered.

Owns their wording.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from index import View, unknown_rules
from index.records import Article, Filters
from index.words.keys import keys_of
from qa.dates import Recency
from qa.records import Answer
from qa.retrieval.speaker_words import SpokenWords

# So that a message stays readable: the most names in it, and the most characters of each.
_MOST_NAMES = 10
_MOST_CHARACTERS = 60
_MARKS = '.,;:?!"“”()'
# A misspelt source is compared with at most this many sources, those with the most articles.
_MOST_COMPARED = 1000


def notices_of(
    view: View, filters: Filters | None, *, articles: Sequence[Article] = (), words: SpokenWords | None = None
) -> tuple[str, ...]:
    """Say which of the filters' ids, sources and languages no article has, how many articles are left out for want of a
    date, what of the past is not kept, which of the ``articles`` that come into question bear a day still to
    come or are in a language whose rules are not known, and what is not known of the ``words`` that alone may
    answer."""
    notices = [*_unheard(words), *_past(view, filters), *_to_come(articles), *_foreign(articles), *_left_out(view)]
    if not filters or view.article_count == 0:
        return tuple(notices)
    return (*_unmatched(view, filters), *_undated(view, filters), *notices)


def age_notices(answer: Answer, recency: Recency | None, *, is_reordered: bool) -> tuple[str, ...]:
    """Say of an answer to a question for what is new how old it is, and whether the newest were put first."""
    if recency is None:
        return ()
    days = [quote.citation.published for quote in answer.quotes or answer.nearest]
    return tuple(recency.notices([] if answer.status == "abstained" else days, is_reordered=is_reordered))


def spelling_notices(question: str, spelt: str) -> tuple[str, ...]:
    """Say which words of a question were taken for slips: ``spelt`` is how it was read."""
    typed, read = ([word.strip(_MARKS) for word in text.split()] for text in (question, spelt))
    if len(typed) != len(read):
        return ()
    pairs = [(a, b) for a, b in zip(typed, read, strict=True) if a != b and set(keys_of(a)).isdisjoint(keys_of(b))]
    return tuple(f"no article has “{a}”: it was read as “{b}”" for a, b in pairs)


def part_notices(unanswered: Iterable[str]) -> list[str]:
    """Say which of several questions in one text no sentence answers."""
    return [f"no sentence is sure enough to answer “{question}”" for question in unanswered]


def _left_out(view: View) -> Iterator[str]:
    if view.missing:
        yield f"{len(view.missing)} of the corpus's parts did not answer, and nothing of them was searched"


def _unheard(words: SpokenWords | None) -> Iterator[str]:
    """Yield that a person is not known to say anything, or that not all that they say was found."""
    if words is None:
        return
    if not words.lines:
        yield f"no words of {_listed([words.name], '')} were recognised in the articles searched"
    if not words.is_complete:
        name, read = _listed([words.name], ""), f"{words.articles_read:,}"
        yield f"the articles that name {name} most were searched ({read}), not all"


def _past(view: View, filters: Filters | None) -> Iterator[str]:
    """Yield what is to be known of an answer from the past."""
    if view.as_of is None or filters is None:
        return
    if view.as_of[:10] > _today():
        yield f"{filters.as_of} is still to come: this is what is known now"
    elif view.article_count == 0:
        yield f"nothing was known on {filters.as_of}"
    if count := view.forgotten(filters):
        was, they = ("1 article was", "it is") if count == 1 else (f"{count:,} articles were", "they are")
        yield f"{was} known in an earlier revision that is no longer kept, so {they} left out"


def _to_come(articles: Sequence[Article]) -> Iterator[str]:
    """Yield a sentence for articles that are dated later than they can be: their date is wrong, or an embargo."""
    late = {article.id: article.published for article in articles if (article.published or "")[:10] > _today()}
    for article_id, day in late.items():
        yield f"article {_listed([article_id], '')} is dated {day}, which is still to come"


def _foreign(articles: Sequence[Article]) -> Iterator[str]:
    """Yield a sentence for each article in a language whose rules are not known."""
    for article_id, language in {article.id: article.language for article in articles}.items():
        if missing_rules := unknown_rules(language):
            yield f"of article {_listed([article_id], '')}: {missing_rules}"


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _unmatched(view: View, filters: Filters) -> Iterator[str]:
    """Yield a sentence for the ids, one for the sources and one for the languages that no article has."""
    if ids := view.unknown(filters.article_ids):
        yield f"no article has the id {_listed(ids, 'or')}"
    if unmatched := unmatched_sources(view, filters.sources):
        yield unmatched
    if languages := [one for one in filters.languages if not view.searched(Filters(languages=(one,)))[0]]:
        yield f"no article is in the language {_listed(languages, 'or')}"


def unmatched_sources(view: View, sources: Sequence[str]) -> str:
    """Say which of these sources no article has, and which there are; "" where each has one."""
    if not (unmatched := view.without_articles(sources)):
        return ""
    known = [name for name, _ in view.sources(limit=_MOST_COMPARED)]
    there = f"the sources are {_listed(_nearest_first(known, unmatched[0]), 'and')}" if known else "no article has one"
    return f"no article has the source {_listed(unmatched, 'or')}; {there}"


def _undated(view: View, filters: Filters) -> Iterator[str]:
    if filters.published_from is None and filters.published_to is None:
        return
    if count := view.undated(filters):
        have, them = ("article has", "it") if count == 1 else ("articles have", "them")
        yield f"{count:,} {have} no date, so the filter of dates leaves {them} out"


def _nearest_first(names: Sequence[str], wanted: str) -> list[str]:
    """Put the names that are spelt most like the wanted one first, whatever their capitals."""
    folded = {name.casefold(): name for name in names}
    near = [folded[name] for name in difflib.get_close_matches(wanted.casefold(), folded, n=_MOST_NAMES)]
    return [*near, *(name for name in names if name not in near)]


def _listed(names: Sequence[str], last: str) -> str:
    """Write names as a list in words, the first ten of them."""
    quoted = [repr(name if len(name) <= _MOST_CHARACTERS else name[: _MOST_CHARACTERS - 1] + "…") for name in names]
    if len(quoted) > _MOST_NAMES:
        quoted = [*quoted[:_MOST_NAMES], f"{len(quoted) - _MOST_NAMES:,} more"]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"
