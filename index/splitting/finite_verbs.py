"""Whether a line without a full stop is a sentence all the same: whether it has a finite verb.

Headings in newspapers are written in the present tense and without the verb "to be" ("Ministry promises a new bridge",
"Forty villages cut off"); a form of the past, or an auxiliary, is a sign of a sentence. Owns those forms. English, with
the auxiliaries of German, French and Spanish.
"""

from __future__ import annotations

import re

from index.splitting.full_stops.clauses import begins_clause

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
#: Closed classes, as in any grammar: the forms of be, have and do, and the modal verbs. Not those that are nouns too.
_AUXILIARIES = frozenset(
    """
    is are was were isn't aren't wasn't weren't has have had hasn't haven't hadn't does did doesn't didn't
    would could should cannot can't won't wouldn't couldn't shouldn't
    ist sind war waren wird werden wurde wurden hat haben hatte hatten kann können konnte konnten soll sollen
    sollte muss müssen
    est sont était étaient sera seront ont avait avaient peut peuvent
    es son era eran fue fueron está están estaba han había puede pueden
    """.split()  # noqa: SIM905
)
#: Verbs whose past is not their participle, in English: these forms are no other word.
_PAST = frozenset(
    """
    arose ate awoke became began blew broke came chose drank drew drove fell flew forbade forgave forgot froze gave
    went grew hid knew lay mistook overcame overtook ran rang rode sang sank saw shook shrank spoke sprang stole swam
    swore threw took tore undertook underwent withdrew woke wore wrote
    """.split()  # noqa: SIM905
)
#: Pasts that are participles too. One with an object behind it is a past: "won 14 medals", not "won by a mile".
_EITHER = frozenset(
    """
    bought brought built caught cost dealt felt fought found got heard held hit kept laid led left lent lost made meant
    met paid put read said sent set shot slept sold spent stood struck taught thought told understood won
    """.split()  # noqa: SIM905
)
_OBJECT = frozenset(
    """
    a an the this that these those his her its their our my your him them it us me no some all both each every many more
    most several
    """.split()  # noqa: SIM905
)
# A headline has no article and no pronoun; what begins with one and goes on with a verb is a sentence.
_SUBJECT = re.compile(r"(?:The|An?|His|Her|Its|Their|Our|He|She|It|We|They|I|You|Every|Each|Some|All|Most|Many)\s")
_MODALS = frozenset({"will", "can", "may", "might", "must", "shall"})
_PRONOUNS = frozenset({"i", "you", "he", "she", "it", "we", "they", "nobody", "everybody", "nothing", "there"})


def has_finite_verb(line: str) -> bool:
    """Tell whether a line has a form that is surely a finite verb. One that could be a noun or a participle is none."""
    line = line[:1] + line[1:].lower() if line.isupper() else line
    if _SUBJECT.match(line) and begins_clause(line, 0, end=len(line)):
        return True
    words = [word.replace("’", "'") for word in _WORD.findall(line)]
    lower = [word.casefold() for word in words]
    for i, word in enumerate(lower):
        # A word with a capital inside a line is a name ("the Will family"); at the start it asks or is one.
        if i == 0 or not words[i].islower():
            continue
        if word in _AUXILIARIES or word in _PAST:
            return True
        if word in _MODALS and i + 1 < len(lower):
            return True
        if (word in _EITHER or word.endswith("ed")) and (lower[i - 1] in _PRONOUNS or _has_object(line, lower, i)):
            return True
    return False


def _has_object(line: str, lower: list[str], i: int) -> bool:
    following = re.search(rf"(?i)\b{re.escape(lower[i])}\s+(\S+)", line.replace("’", "'"))
    return following is not None and (following[1].casefold() in _OBJECT or following[1][0].isdigit())
