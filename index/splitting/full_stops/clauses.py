"""Clauses: whether the words before an unclear full stop are a whole clause, and whether those behind it begin another.

Owns the counting of verbs. Knows nothing of abbreviations or spans. English; what is not plainly a clause is none, so
that doubt joins two sentences and never cuts one.
"""

from __future__ import annotations

import re
from itertools import islice

from index.language.word_lists import listed
from index.splitting.full_stops.verbs import (
    CLAUSE_TAKING,
    FINITE,
    INTRANSITIVE,
    NOT_PAST,
    OPENING,
    OPENING_WHEN_FIRST,
    PAST_OR_PARTICIPLE,
    PLAIN,
    THIRD_PERSON,
)

#: So many characters are looked at before and behind a full stop: longer than the longest noun phrases.
BEFORE, BEHIND = 240, 80
#: A verb stands at most so many words behind the first word of its clause.
LONGEST_SUBJECT = 5
_TOKEN = re.compile(r"[^\W\d_][\w'’-]*|\d[\d.,]*|[^\w\s]")
_LINKS = listed("and or but nor so yet")
_ARTICLES = listed("a an the this that these those his her its their our my your no every each all some any")
_PRONOUNS = listed("he she they we i you it who him them us me himself herself themselves")
_SUBJECTS = listed("he she they we i")
_OBJECTS = listed("him them us me it himself herself themselves")
_ADVERBS = listed("still also now then often always never soon already only just even almost hardly usually simply")
# What may stand between a name and an article without being a verb.
_NO_VERBS = (
    listed("""
    of in on at by for from with to into onto over under near about against between among through across along around
    behind beside outside inside beyond off during within without toward towards via than like as after before since
    until and or but nor so yet plus versus despite except per
""")
    | OPENING
)
_MANY = listed("people men women police children staff crowds media")
_QUANTITIES = listed("""
    one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety
    hundreds thousands dozens more most many much few several both another nothing everything something everyone nobody
""")
# Behind these a name is no object: "a ship called Norrby".
_NAMING = listed("called named dubbed titled entitled nicknamed known based")
# No word but these, and those in -ed, can be a verb by its form alone.
_VERBS = FINITE | INTRANSITIVE | PLAIN | THIRD_PERSON | PAST_OR_PARTICIPLE
_BEFORE_OBJECTS = _ARTICLES | _OBJECTS
_NO_ENDS = _LINKS | OPENING | OPENING_WHEN_FIRST | CLAUSE_TAKING | {"by"}
_MARKS = frozenset('.!?,;:()[]{}“”„«»"–—')


def is_whole_clause(text: str, begin: int, *, end: int) -> bool:
    """Tell whether ``text[begin:end]``, which a full stop follows, has a verb for each of its clauses."""
    words = _TOKEN.findall(text, max(begin, end - BEFORE), end)
    verbs = openings = 0
    for place, word in enumerate(words):
        if not word[0].isalpha():
            continue
        lower = word.lower()
        if lower in OPENING or (not place and lower in OPENING_WHEN_FIRST):
            openings += 1
        elif word == lower and _is_verb(words, place, strict=True):
            verbs += 1
            openings += lower in CLAUSE_TAKING
    return verbs > openings


def stands_apart(text: str, begin: int, *, end: int) -> bool:
    """Tell whether the phrase that ends at ``end`` may end a clause: it is no bare object or subject of what follows.

    "from the U.S." and "in Washington, D.C." may; "said the U.S.", "and the U.S." and "that Acme Co." may not.
    """
    words = _TOKEN.findall(text, max(begin, end - BEHIND), end)
    # "in Washington, D.C.": a comma between capitalised words belongs to the place.
    while words and (words[-1][:1].isupper() or words[-1] in (".", "&", "-") or _joins_place(words)):
        words.pop()
    named = bool(words) and words[-1] in _ARTICLES
    if named:
        words.pop()
    last = words[-1].lower() if words else ""
    # "by the F.D.A." names who does it; behind a bare "by" a name may go on.
    return last[:1].isalnum() and (last not in _NO_ENDS or (named and last == "by"))


def _joins_place(words: list[str]) -> bool:
    return len(words) > 1 and words[-1] == "," and words[-2][:1].isupper()


def has_verb(text: str, begin: int, *, end: int) -> bool:
    """Tell whether ``text[begin:end]`` holds a word that may be a finite verb, as anything longer than BEFORE does."""
    if end - begin > BEFORE:
        return True
    words = _TOKEN.findall(text, begin, end)
    return any(word.islower() and _is_verb(words, place, strict=False) for place, word in enumerate(words))


def is_past(word: str) -> bool:
    """Tell whether a word in lower case has the form of a past."""
    return word in FINITE or word in PAST_OR_PARTICIPLE or (word.endswith("ed") and word not in NOT_PAST)


def begins_clause(text: str, start: int, *, end: int, longest: int = LONGEST_SUBJECT) -> bool:
    """Tell whether what begins at ``start`` is a subject and its verb: "Officers counted 4,000", not "Army in 1980".

    ``longest``: how many words the subject may have.
    """
    tokens = _TOKEN.finditer(text, start, min(end, start + BEHIND))
    words = [token[0] for token in islice(tokens, longest + 2)]  # none behind these is looked at
    for place in range(1, min(len(words), longest + 1)):
        word = words[place]
        if word in _MARKS or word in _LINKS or word in OPENING:
            return False
        if word.islower() and _is_verb(words, place, strict=True):
            # "..., the U.S. Geological Survey said.": the speaker of what stands before.
            return word not in ("said", "says") or words[place + 1 : place + 2] not in (
                [],
                ["."],
                ["in"],
                ["on"],
                ["at"],
            )
        if place > 1 and word in _PRONOUNS:
            return False
    return False


def _is_verb(words: list[str], place: int, *, strict: bool) -> bool:
    """Tell a finite verb by its form; ``strict``: a form that may be a participle needs an object behind it."""
    lower = words[place].replace("’", "'")
    if lower not in _VERBS and not lower.endswith("ed") and not _is_object(words, place + 1):
        return False  # most words: without a look at what stands before
    last = place - 1
    while last > 0 and (words[last] in _ADVERBS or words[last].endswith("ly")):
        last -= 1
    before = words[last].lower() if place else ""
    if lower in FINITE or lower in INTRANSITIVE:
        return True
    if before in ("to", "of") or before in _ARTICLES:
        return False
    plural = (len(before) > 3 and before.endswith("s") and not before.endswith(("ss", "'s", "’s"))) or before in _MANY
    if lower in PLAIN:
        return plural or before in _PRONOUNS
    if lower in THIRD_PERSON:
        # "plans" and "moves" are nouns as well, but not behind "she" or a name.
        return before in ("he", "she", "it", "who", "which", "that") or words[last][:1].isupper()
    if lower.isalpha() and plural != lower.endswith("s") and words[last][:1].isupper() and _is_object(words, place + 1):
        # "Rivals envy him", "Holt dreads the sea": whatever the word, what agrees with a subject and has an object.
        return lower not in _NO_VERBS
    if lower in PAST_OR_PARTICIPLE or (len(lower) > 3 and lower.endswith("ed") and lower not in NOT_PAST):
        if before in _SUBJECTS:
            return True
        return not strict or _has_object(lower, words[place + 1 : place + 2])
    return False


def _is_object(words: list[str], place: int) -> bool:
    return place < len(words) and words[place] in _BEFORE_OBJECTS


def _has_object(verb: str, behind: list[str]) -> bool:
    """Tell whether a past with an object, an adverb or nothing at all follows: that is no participle behind a noun."""
    if not behind or behind[0] in (".", "!", "?"):
        return True
    if behind[0][:1].isupper():
        return verb not in _NAMING
    lower = behind[0].lower()
    return (
        lower in _ARTICLES or lower in _PRONOUNS or lower in _QUANTITIES or lower[:1].isdigit() or lower.endswith("ly")
    )
