"""Reprints: the same sentence in many articles, put together before it is read, and after.

Of forty reprints only one is read, so that there is room for other sentences; all forty are listed as its occurrences.
Knows nothing of scores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import product

from index.records import Sentence
from qa.retrieval.hybrid import Candidate
from qa.text.near_duplicates import Fingerprint, is_duplicate, one_word_apart

# Sentences of which fewer words agree are not compared any closer.
_LEAST_ALIKE = 0.6

Copies = Mapping[int, Sequence[Sentence]]


def apart_from_copies(candidates: Sequence[Candidate]) -> tuple[list[Candidate], dict[int, list[Sentence]]]:
    """Return the candidates without those whose words another before them has, letter for letter, in another article;
    and these, by the number of that one."""
    first: dict[tuple[str, str], Candidate] = {}
    kept: list[Candidate] = []
    copies: dict[int, list[Sentence]] = {}
    for candidate in candidates:
        sentence = candidate.sentence
        key = (" ".join(sentence.text.split()).casefold(), sentence.role)
        leader = first.setdefault(key, candidate)
        if leader is candidate or leader.sentence.article_id == sentence.article_id or candidate.summaries:
            kept.append(candidate)
        else:
            copies.setdefault(leader.sentence.number, []).append(sentence)
    return kept, copies


def edited_together(
    groups: Sequence[list[int]], sentences: Sequence[Sentence], *, are_one: Callable[[str, str], bool]
) -> list[list[int]]:
    """Join groups whose sentences differ only in a word that an editor changed in copies of one article."""
    joined: list[list[int]] = []
    for group in groups:
        home = next((other for other in joined if _is_edited(other, group, sentences=sentences, are_one=are_one)), None)
        if home is None:
            joined.append(list(group))
        else:
            home.extend(group)
    return joined


def _is_edited(
    one: list[int], other: list[int], *, sentences: Sequence[Sentence], are_one: Callable[[str, str], bool]
) -> bool:
    if not one_word_apart(sentences[one[0]].text, sentences[other[0]].text):
        return False
    articles = ({sentences[place].article_id for place in group} for group in (one, other))
    return any(are_one(a, b) for a, b in product(*articles) if a != b)


def reprints_of(
    quoted: Candidate, others: Sequence[Sentence], *, among: Iterable[Candidate], copies: Copies
) -> tuple[Sentence, ...]:
    """Return all other places of a statement, by number: those known, their copies, and those of the unread that say
    the same."""
    own = Fingerprint.of(quoted.sentence.text)
    words = frozenset(own.words)
    unread = [c.sentence for c in among if _is_alike(words, _plain_words(c.sentence.text))]
    same = [s for s in unread if is_duplicate(own, Fingerprint.of(s.text))]
    known = {s.number: s for s in (*others, *same)}
    for number in (quoted.sentence.number, *list(known)):
        known |= {s.number: s for s in copies.get(number, ())}
    known.pop(quoted.sentence.number, None)
    return tuple(known[number] for number in sorted(known))


def _is_alike(words: frozenset[str], held: frozenset[str]) -> bool:
    return len(words & held) >= _LEAST_ALIKE * min(len(words), len(held))


@lru_cache(maxsize=4096)  # every sentence found is compared with every one that was read
def _plain_words(text: str) -> frozenset[str]:
    return frozenset(text.lower().split())
