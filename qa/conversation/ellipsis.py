"""Ellipses: "and in Kalat?" after "How many died in Quetta?" -> "How many died in Kalat?". Pure.

Owns the follow-ups that give one new part and leave the rest of the earlier question standing. Knows nothing of how
other follow-ups are resolved.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from qa.conversation.antecedents import SentenceInContext, names_in
from qa.conversation.grammar.noun_phrases import phrases_of
from qa.conversation.grammar.rewriting import Carried, without_about
from qa.conversation.grammar.verbs import is_participle, is_past
from qa.conversation.references import LOCATING, named_place_at_end, tells_time
from qa.text.asking_words import ASKING
from qa.text.mentions import Mention, content_stems, is_plural, mentions, pronouns
from qa.text.speech_questions import asked_speaker
from qa.text.word_lists import CALLINGS, word_list
from qa.text.words import AUXILIARIES, QUESTION_WORDS, any_of, listed, stem

_PLACING = r"in|at|on|for|from|by|near|during|after|before|since|under|with|against|to|about|of|into|around|over"
_ABOUT = r"(?:what|how) about\s++"
# Possessive quantifiers, which never backtrack, and a last word: any question is matched in one pass.
_CONTINUING = re.compile(
    rf"\W*+(?:ok(?:ay)?\W++)?(?:(?P<lead>(?:and|but|or|so|then)\W++(?:{_ABOUT})?|{_ABOUT})|(?=(?:{_PLACING}|the)\s))"
    rf"(?:(?P<placing>{_PLACING})\s++)?(?P<new>(?:(?:the|an?)\s++)?[^?.!,;:]*?\w)(?:\s++(?:then|too|instead))?\W*+",
    re.IGNORECASE,
)
# "And the oldest?" says what replaces "the youngest".
_SUPERLATIVE = re.compile(r"(?:\w{2,}est|first|last|least|most|best|worst)\Z", re.IGNORECASE)
_PLACED = re.compile(rf"\b(?:{_PLACING})\s+(?:the\s+|an?\s+)?$", re.IGNORECASE)
# "The police", beside "the mayor": who can say or do something.
_ACTORS = CALLINGS | word_list("collectives") | word_list("crowds")
# People by sex or age: one of these takes the place of another.
_GROUPS = listed("men women boys girls children kids adults teenagers adolescents pensioners")
_GROUP = re.compile(rf"\b{any_of(_GROUPS)}\b", re.IGNORECASE)
# Before "minister": what "the police" then takes the place of too.
_DETERMINER = re.compile(r"(?:\b(?:the|an?|another|other|this|that)\s+)+\Z", re.IGNORECASE)
_SINGULARS = {"are": "is", "were": "was", "do": "does", "have": "has"}
_PLURALS = {singular: plural for plural, singular in _SINGULARS.items()}
_YES_NO = re.compile(rf"{any_of(AUXILIARIES)}(?=\s)", re.IGNORECASE)
_MOST_NEW_WORDS, _MOST_WITHOUT_LEAD = 5, 2


def is_continuing(question: str) -> bool:
    """Tell whether a question gives one new part only: "and in Kalat?", "what about Ada Lovelace?"."""
    return _new_part(question) is not None


def continued(
    question: str, earlier: str, *, carried: Sequence[Carried] = ()
) -> tuple[str, tuple[Carried, ...]] | None:
    """Write the earlier question with the new part in its place, the rest marked as carried; None if no place fits.

    ``carried`` is what the earlier question had from those before it: without a name in it, a new one takes its place.
    """
    part = _new_part(question)
    if part is None:
        return None
    placing, new = part.group("placing"), part.group("new")
    if placing is None and _kind_of(new) is None and _is_thing(new):
        earlier = _agreeing(earlier, new)
    if placing is not None:
        earlier = _without_name_before(earlier)
    if _kind_of(new) == "group":
        new = new.split()[-1]
    where = _place(earlier, placing, new)
    if where is None and len(carried) == 1 and placing is None and _kind_of(new) is None:
        where = _thing_in(earlier, carried[0])
    if where is None:
        return None
    start, end = where
    new = f"the {new[4:]}" if new.startswith("The ") else new
    is_added = placing is not None and not earlier[:start].endswith(" ")
    written = earlier[:start] + (f" {placing.lower()} {new}" if is_added else new) + earlier[end:]
    return written, complement(written, start=start, end=len(written) - len(earlier[end:]))


def _new_part(question: str) -> re.Match[str] | None:
    match = _CONTINUING.fullmatch(question)
    if match is None or pronouns(match.group("new")) or match.group("new").split()[0].lower() in QUESTION_WORDS:
        return None  # "At what time?" gives nothing new
    if len(match.group("new").split()) > (_MOST_NEW_WORDS if match.group("lead") else _MOST_WITHOUT_LEAD):
        return None
    if match.group("placing") is None and _kind_of(match.group("new")) is not None:
        return match
    named = mentions("x " + match.group("new"))
    whole = len(named) == 1 and content_stems(match.group("new")) == named[0].stems
    is_thing = match.group("lead") is not None and _is_thing(match.group("new"))
    return match if whole and (match.group("placing") or named[0].is_named or is_thing) else None


def _is_thing(part: str) -> bool:
    """Tell whether a part is a noun phrase that can take the place of another: "the final", "motor boats", "prices"."""
    words = part.split()
    last = words[-1]
    if last != last.lower() or is_past(last) or is_participle(last):
        return False
    if words[0].lower() == "the":
        return stem(last) not in ASKING  # "and the cost?" asks something else of the same
    return is_plural(part)


def _agreeing(earlier: str, new: str) -> str:
    """Return a question of yes or no with its verb as the new subject needs it: "Are boats" for "Is swimming"."""
    auxiliary = _YES_NO.match(earlier)
    if auxiliary is None:
        return earlier
    word, forms = auxiliary.group(), _PLURALS if is_plural(new) else _SINGULARS
    changed = forms.get(word.lower(), word.lower())
    return (changed.capitalize() if word[0].isupper() else changed) + earlier[len(word) :]


def _thing_asked(earlier: str, new: str) -> tuple[int, int] | None:
    """Return where an earlier question names of what yes or no is asked, or something that is called like the new part:
    "the final" for "the semi-final"."""
    phrases, auxiliary = phrases_of(earlier), _YES_NO.match(earlier)
    if auxiliary is not None:
        first = next(iter(phrases), None)
        is_subject = first is not None and earlier[auxiliary.end() : first.start].strip().lower() in ("", "any", "some")
        return (first.start, first.end) if first is not None and is_subject else None
    like = [phrase for phrase in phrases if _head(phrase.text) == _head(new) and phrase.text.lower().startswith("the ")]
    return (like[0].start, like[0].end) if len(like) == 1 else None


def _head(phrase: str) -> str:
    return re.split(r"[\s-]", phrase)[-1].lower()


def _is_named(part: str) -> bool:
    named = mentions("x " + part)
    return bool(named) and named[0].is_named


def _kind_of(part: str) -> Literal["person", "superlative", "group"] | None:
    """Tell a part that stands for another of its kind: "the mayor" for somebody, "the oldest" for "the youngest",
    "the women" for "men"."""
    words = part.split(" of ", maxsplit=1)[0].split()
    if words[-1].lower() in _GROUPS and (len(words) == 1 or [w.lower() for w in words[:-1]] == ["the"]):
        return "group"
    if len(words) < 2 or words[0].lower() != "the":
        return None
    if _SUPERLATIVE.match(words[-1]):
        return "superlative"
    return "person" if words[-1].lower() in _ACTORS else None


def _counterpart(earlier: str, new: str) -> tuple[int, int] | None:
    """Return where an earlier question names somebody, some people or a superlative, that the new part replaces."""
    kind = _kind_of(new)
    if kind == "group":
        group = _GROUP.search(earlier)
        return None if group is None else group.span()
    if kind == "superlative":
        same = next(
            (m for m in re.finditer(r"\bthe\s+(\w+)", earlier, re.IGNORECASE) if _SUPERLATIVE.match(m[1])), None
        )
        return None if same is None else same.span()
    if kind is None:
        return None
    people = [(n.start, n.end) for n in names_in([SentenceInContext(earlier)]) if n.is_person]
    people += [(p.start, p.end) for p in phrases_of(earlier) if p.text.split(" of ")[0].split()[-1].lower() in _ACTORS]
    first = min(people, default=None)
    return None if first is None else (len(_DETERMINER.sub("", earlier[: first[0]])), first[1])


def _without_name_before(earlier: str) -> str:
    """Take out the name that a question is said to be about: the new part says where or whom instead."""
    mention, question = without_about(earlier)
    return question if any(m.is_named for m in mentions("x " + mention)) else earlier


def _place(earlier: str, placing: str | None, new: str) -> tuple[int, int] | None:
    """Return what the new part replaces: what stood after the same preposition, a time for a time and a place for a
    place, or else the last name."""
    earlier_mentions = mentions(earlier)
    if placing is None and (speaker := asked_speaker(earlier)) and (_kind_of(new) == "person" or _is_named(new)):
        start = earlier.index(speaker)  # "And Strand?": what did Strand say?
        return start, start + len(speaker)
    if placing is not None:
        for match in reversed(list(re.finditer(rf"\b{placing}\s+(?:the\s+|an?\s+)?", earlier, re.IGNORECASE))):
            after = [m.end for m in earlier_mentions if m.start == match.end()]
            after += [m.end() for m in pronouns(earlier) if m.start() == match.end()]
            start = match.start() + len(placing) + 1
            if after and tells_time(earlier[start : min(after)]) == tells_time(new):
                return start, min(after)
        end = len(earlier.rstrip(" ?.!"))
        is_named_place = placing.lower() in LOCATING and _is_named(new) and not tells_time(new)
        return (named_place_at_end(earlier) if is_named_place else end), end
    if _kind_of(new) is not None:
        return _counterpart(earlier, new)
    if _is_thing(new):
        return _thing_asked(earlier, new)
    names = [m for m in earlier_mentions if m.is_named and not _joins(m, earlier_mentions)]
    if not names or not mentions("x " + new)[0].is_named:
        return None
    name = next((m for m in reversed(names) if not _PLACED.search(earlier[: m.start])), names[-1])
    start = name.start - len("The ") * earlier[: name.start].endswith(" The ")  # "The Last Lamp"
    return start, name.start + len(_name_in(name.text))


def _thing_in(earlier: str, carried: Carried) -> tuple[int, int] | None:
    """Return where a carried part stands that is one noun phrase of the question itself: what "it" was, in whose place
    the new name is set."""
    if without_about(earlier)[0]:
        return None
    places = [(phrase.start, phrase.end) for phrase in phrases_of(earlier)]
    return (carried.start, carried.end) if (carried.start, carried.end) in places else None


def _name_in(mention: str) -> str:
    """Return a mention without the verb behind its name: "Ada Holt" of "Ada Holt resign"."""
    words = mention.split()
    while len(words) > 1 and words[-1].islower() and words[-1].isalpha():
        words.pop()
    return mention[: mention.rindex(words[-1]) + len(words[-1])]


def _joins(mention: Mention, others: list[Mention]) -> bool:
    """Tell whether a mention is made of two others."""
    return any(other is not mention and mention.start <= other.start and other.end <= mention.end for other in others)


def complement(written: str, *, start: int, end: int) -> tuple[Carried, ...]:
    """Mark all but ``written[start:end]``, which is new, as carried, without marks and brackets at the edges."""
    parts = []
    for low, high in ((0, start), (end, len(written))):
        text = written[low:high]
        kept = text.strip(" ?.!()")
        if kept:
            at = low + text.index(kept)
            parts.append(Carried(kept, at, at + len(kept)))
    return tuple(parts)
