"""Names of an article that may be persons': a first name, a title or calling beside it, an age, or a surname that later
stands alone.

Owns what makes a run of capitals a person. Knows nothing of speech, nor of who is meant by a surname or "the mayor".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from qa.attribution.name_lists import CALLINGS, FEMALE_NAMES, FEMALE_WORDS, FIRST_NAMES, MALE_NAMES, MALE_WORDS
from qa.attribution.noun_phrases import is_personal, without_titles
from qa.text.names import PERSON_NAME, Gender
from qa.text.word_lists import MONTHS
from qa.text.words import FUNCTION_WORDS

COMPLEMENT = re.compile(r"\b(?:who|whose|of|for|at|in|from|with|on|to|by|and)\b")
POSSESSIVE = re.compile(r"['’]s?\Z")
_WORD = re.compile(r"[\w’'-]+")
_CALLED_AFTER = re.compile(r",\s+([^.;:“”\"]{1,80}?)(?=[,.;:“”\"\n]|\Z)")
_MONTH = rf"(?:{'|'.join(sorted(month.capitalize() for month in MONTHS))})"  # "25 May", no age
_PERSONAL = re.compile(rf"\s*[,(]\s*(?:who\b|whose\b|aged \d|\d{{1,2}}\b(?!\s*{_MONTH})|one of the\b)")
_LONGEST_NAME = 5
# More capitals and names than the longest articles have: text after these is not searched for persons.
_MOST_RUNS = 20_000
_POSSESSED = re.compile(r"['’]s?\Z")
_UNBROKEN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A name at ``start:end`` of the article, without titles; ``called`` are the words beside it that may say what its
    bearer is, in lower case; ``sure`` when these or the name tell a person."""

    name: str
    start: int
    end: int
    called: tuple[str, ...]
    sure: bool

    @property
    def surname(self) -> str:
        """Return the last word of the name."""
        words = self.name.split()
        return words[-2] if len(words) > 2 and words[-1].rstrip(".") in ("Jr", "Sr", "II", "III", "IV") else words[-1]

    @property
    def first(self) -> str:
        """Return the first word of the name, which tells bearers of one surname apart."""
        return self.name.split()[0]

    @property
    def gender(self) -> Gender | None:
        """Return the pronoun for the bearer, where a title or a first name tells it."""
        if not FEMALE_WORDS.isdisjoint(self.called):
            return "she"
        if not MALE_WORDS.isdisjoint(self.called):
            return "he"
        first_names = [word for word in self.name.lower().split() if word in FIRST_NAMES]
        return (
            None
            if not first_names
            else "he"
            if first_names[0] in MALE_NAMES
            else "she"
            if first_names[0] in FEMALE_NAMES
            else None
        )


def mentions_in(text: str) -> Iterator[PersonMention]:
    """Yield all names of two words and more that may be a person's, and titled surnames, in order."""
    runs = list(islice(_runs(text), _MOST_RUNS))
    # What stands between single spaces, in the case it is written in: " bond " is a word and no first name.
    plain = frozenset(text.split(" ")[1:-1])
    alone = {name for name, *_ in runs if " " not in name}
    for name, start, end, titles in runs:
        if " " not in name and not titles:
            continue
        words = name.lower().split()
        if len(words) > _LONGEST_NAME or name.isupper() or (len(words) > 1 and not is_personal(words)):
            continue
        before, after = _beside(text, start, end)
        sure = (
            bool(titles)
            or words[0] in FIRST_NAMES
            or (bool(before) and before[-1] in CALLINGS)
            or not CALLINGS.isdisjoint(after)
            or _PERSONAL.match(text, end) is not None
            or (len(words) < 4 and name.split()[-1] in alone and words[0] not in plain)
        )
        yield PersonMention(name, start, end, (*before, *titles, *after), sure)


def _runs(text: str) -> Iterator[tuple[str, int, int, tuple[str, ...]]]:
    """Find runs of capitals: the name, where it stands, and the titles before it."""
    for match in PERSON_NAME.finditer(text):
        words = list(_UNBROKEN.finditer(match.group()))
        lowered = [word.group().lower() for word in words]
        owners = (n + 1 for n in range(len(words) - 1) if lowered[n].endswith(("'s", "’s", "s'", "s’")))
        first = max(owners, default=0)
        while first < len(words) and lowered[first] in FUNCTION_WORDS:
            first += 1
        bare = first + without_titles(lowered[first:])
        if bare == len(words):
            continue
        start = match.start() + words[bare].start()
        name = POSSESSIVE.sub("", text[start : match.end()])
        yield name, start, start + len(name), tuple(lowered[first:bare])


def _beside(text: str, start: int, end: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words just before a name, as far as they belong to it, and those set off by a comma behind it."""
    low = max(0, start - 70)
    clause = re.split(r"[.;:“”\"\n]|\b(?:and|said|says|told|that|with|by|met|to|but)\b", text[low:start])[-1]
    *insertions, led = clause.split(",")
    # "the mayor of Stenby, Rupert Haines": the phrase before a comma counts only where the name directly follows it.
    if insertions and not led.strip():
        led = COMPLEMENT.split(insertions[-1])[0]
    before = tuple(words_of(led)[-7:])
    behind = _CALLED_AFTER.match(text, end, end + 120)
    after = tuple(words_of(COMPLEMENT.split(behind.group(1))[0])) if behind else ()
    return before, after


def words_of(text: str) -> list[str]:
    """Return the words of a phrase in lower case, without possessive endings."""
    return [_POSSESSED.sub("", word) for word in _WORD.findall(text.lower())]
