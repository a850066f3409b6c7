"""Pronouns of a follow-up: whom "he" or "she" means after an answer, and what "it" is in "what did she say about it?"

Owns the order in which persons of earlier turns are tried: first the person who answers the last question, then a
person that the question names, then others named in the sentence cited for it. If only a person of the other sex is
found, the pronoun means nobody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

import regex

from index.words.keys import is_capitalised
from qa.conversation.antecedents import Name, SentenceInContext, names_in
from qa.conversation.grammar.doers import doers, verb_of
from qa.conversation.grammar.noun_phrases import Phrase, asked_noun, is_agent, phrases_of
from qa.conversation.grammar.rewriting import Carried, without_about, write
from qa.conversation.references import TIMES
from qa.records import Turn
from qa.text.answer_type import wanted
from qa.text.mentions import FEMALE, HUMAN, content_stems, is_plural, plain, pronouns
from qa.text.names import NAME, gender_of, is_called
from qa.text.speech_questions import asked_speaker
from qa.text.word_lists import CALLINGS

Human = Literal["he", "she"]

_HAPPENED = re.compile(r"\W*what\s+(?P<event>(?:has\s+)?(?:happened|occurred)\b[^?.!,;]*\w)\W*", re.IGNORECASE)
# What is done about an event; "who owns it?" means a thing that the event is told of.
_ABOUT_EVENT = re.compile(
    r"\b(?:condemn|denounc|critici[sz]|deplor|regret|investigat|witness|surviv|prevent|caus)(?:e[sd]?|ed|s|ing)?"
    r"\s+(?P<it>it\b|(?:that|this)\b(?!\s+\w))",
    re.IGNORECASE,
)
_IT = frozenset({"it", "its"})
# "Why did she say that?": what was said, and no thing.
_SAID = re.compile(
    r"\b(?:say|said|says|think|thinks|thought|mean|means|meant|claim|claims|claimed)\s+(?:it|this|that)\b", re.I
)
# "How much did it cost them?": who is meant by "them" is what has a name; "it" is what they did.
_COST_THEM = re.compile(r"\bit\b[^?.!,;]{1,60}?\b(?P<them>them)\b", re.IGNORECASE)
# How many turns back a person is looked for when the last turn names none.
_FURTHEST = 3
# The description right after a name ("..., the trainer of Moss"): to the end of its clause, at most this long.
_SAID_OF = re.compile(r"(?:,\s+|\s+(?:is|was|has\s+been|who)\s+)([^,;.]{1,80})")
_LEADS = re.compile(r"([^,;.:]{1,60}),\s+\Z")
# "trainer of Moss Erik Dahl": at most this many words of a description stand before a name.
_MOST_LED = 4
_LED_UP = re.compile(rf"(?:\b(?!and\b|of\b)[\w'’-]+\s+){{1,{_MOST_LED}}}$")
_OF_NAME = regex.compile(rf"\s+of\s+(?:the\s+)?{NAME.pattern}")
# To do what the question's verb says tells more than any words beside a name.
_DOING = 3
_WHO_IS = re.compile(r"\W*who(?:\s+(?:is|was)|['’]s)\s+", re.IGNORECASE)


def human_pronoun(question: str) -> Human | None:
    """Return "he" or "she" where a question points at a person outside it in any form; None where it does not."""
    word = next((plain(m.group()) for m in pronouns(question) if plain(m.group()) in HUMAN), None)
    return None if word is None else "she" if word in FEMALE else "he"


def person_meant(human: Human, turns: Sequence[Turn]) -> str | None:
    """Return whom "he" or "she" means after the turns, oldest first: a name, or "the mayor" as it is said there."""
    full = _full_names(turns)
    for turn in list(reversed(turns))[:_FURTHEST]:
        person = _person_of(human, turn, full)
        if person is not None:
            return person
    return None


def answer_of(turn: Turn) -> str | None:
    """Return the person who answers a question that asks for one, by the first sentence cited for it."""
    if wanted(turn.question) != "person" or _is_who_is_name(turn.question):
        return None
    people = _people(turn.quotes[:1], turn.question)
    return people[0].text if people else None


def thing_meant(turn: Turn) -> str | None:
    """Return what "it" means behind a name that is already in its place: the first thing that the last question names,
    that is no person."""
    speaker = asked_speaker(turn.question)
    people = [
        frozenset(content_stems(name.text)) for name in names_in([SentenceInContext(turn.question)]) if name.is_person
    ] + [frozenset(content_stems(name)) for name in [speaker] if is_called(name)]
    noun = asked_noun(turn.question)
    if noun is not None and noun not in TIMES | CALLINGS and not is_plural(noun):
        return f"the {noun}"
    for phrase in (p for p in phrases_of(turn.question) if not is_agent(turn.question, start=p.start, end=p.end)):
        is_named_person = not phrase.text.startswith(("The ", "the ")) and any(p <= phrase.stems for p in people)
        if not is_plural(phrase.text) and not _is_person(phrase) and not is_named_person:
            return phrase.definite
    return None


def with_meant(question: str, earlier: Turn) -> tuple[str, tuple[Carried, ...]] | None:
    """Write the event, or the company, of the last question into one of what is done about it, or of what it costs;
    None where neither is asked."""
    return _with_event(question, earlier.question) or _with_several(question, earlier)


def with_thing_too(written: tuple[str, tuple[Carried, ...]], earlier: Turn) -> tuple[str, tuple[Carried, ...]]:
    """Write what "it" means, where a name has already taken the place of "she": "What did Ilse say about it?"."""
    text, carried = written
    thing = None if _SAID.search(text) else thing_meant(earlier)
    if thing is None or not carried:
        return written
    further, more = write(text, [thing])
    end = carried[-1].end
    if not more or more[0].start < end or not further.startswith(text[:end]):
        return written
    return further, (*carried, *more)


def _with_event(question: str, earlier: str) -> tuple[str, tuple[Carried, ...]] | None:
    """Write "what happened in Norvik" for "it" into a question of what is done about an event: "Who condemned it?";
    None where the earlier question asks something else, or the later one what is done to a thing."""
    happened, about = _HAPPENED.fullmatch(earlier), _ABOUT_EVENT.search(question)
    if happened is None or about is None:
        return None
    event = f"what {happened['event']}"
    start, end = about.span("it")
    return question[:start] + event + question[end:], (Carried(event, start, start + len(event)),)


def with_thing(question: str, turns: Sequence[Turn]) -> tuple[str, tuple[Carried, ...]] | None:
    """Write what "it" means into a question that names nothing else: the thing that was asked about last, oldest turn
    first; None where no turn names one, or where "it" has no place that a thing can take."""
    if any(plain(m.group()) not in _IT for m in pronouns(question)):
        return None
    things = map(thing_meant, list(reversed(turns))[:_FURTHEST])
    thing = next((one for one in things if one is not None and _names_thing(one)), None)
    text, carried = write(question, [thing]) if thing is not None else (question, ())
    return (text, carried) if carried and not without_about(text)[0] else None


def _with_several(question: str, turn: Turn) -> tuple[str, tuple[Carried, ...]] | None:
    """Write the company of the last question into "How much will it cost them?"; None where none has a name."""
    cost = _COST_THEM.search(question)
    if cost is None:
        return None
    people = [n.text for n in names_in([SentenceInContext(turn.question)]) if n.is_surely_person]
    phrases = [p for p in phrases_of(turn.question) if any(map(is_capitalised, p.text.removeprefix("The ").split()))]
    named = next((p for p in phrases if not p.placed and not any(name in p.text for name in people)), None)
    if named is None:
        return None
    start, end = cost.span("them")
    carried = Carried(named.definite, start, start + len(named.definite))
    return question[:start] + named.definite + question[end:], (carried,)


def _names_thing(phrase: str) -> bool:
    """Tell whether a phrase names something, and is no "noisy" of "Is it noisy?" and no year."""
    return not phrase.isdigit() and (" " in phrase or is_capitalised(phrase))


def _full_names(turns: Sequence[Turn]) -> dict[str, Name]:
    """Return the persons that the turns name in full, by the last word of the name: it means them, too."""
    texts = [text for turn in turns for text in (turn.question, *turn.quotes)]
    return {n.text.split()[-1]: n for n in names_in(list(map(SentenceInContext, texts))) if n.is_surely_person}


def _person_of(human: Human, turn: Turn, full: Mapping[str, Name]) -> str | None:
    fits = -1 if human == "she" else 1
    names = names_in([SentenceInContext(turn.question)])
    persons = [(n, n if n.is_surely_person else full.get(n.text)) for n in names]
    named = [n for n, person in persons if person is not None and person.male * fits >= 0]
    if wanted(turn.question) == "person" and not _is_who_is_name(turn.question):
        answering = [n for n in _people(turn.quotes, turn.question) if n.male * fits >= 0] or named
        return answering[0].text if answering else None
    if named:
        return named[0].text
    described = [p for p in phrases_of(turn.question) if _is_person(p) and _gender(p) in (None, human)]
    cited = [n for n in _people(turn.quotes[:1], turn.question, doubtful=False) if n.male * fits >= 0]
    if cited:
        return cited[0].text
    if described:
        return described[0].definite
    # A name that nothing says is a person's, but for its form and the pronoun.
    likely = [n.text for n in names if n.is_person and n.male * fits >= 0]
    likely += filter(is_called, [asked_speaker(turn.question)])
    return likely[0] if likely else None


def _people(quotes: Sequence[str], question: str, *, doubtful: bool = True) -> list[Name]:
    """Return the persons whom only the cited sentences name, first of whom is said what the question asks for.
    ``doubtful``: at the end also names that could be a person's, beside those that surely are."""
    known = frozenset(content_stems(question))
    every = names_in([SentenceInContext(quote) for quote in quotes])
    named = [name for name in every if name.is_person and not known.issuperset(content_stems(name.text))]
    verb = verb_of(question)
    said_of: dict[int, int] = {}
    for place, quote in enumerate(quotes):
        here = sorted((name for name in every if name.sentence == place), key=lambda name: name.start)
        persons = [name for name in here if name.is_person]
        doing = () if verb is None else doers(verb, quote, names=[(name.start, name.end) for name in here])
        for name in here:
            does = _DOING if (name.start, name.end) in doing else 0
            said_of[id(name)] = does + _share(quote, name, known, others=persons)
    # Also a name whose first name is on no list: the question asks for a person.
    sure = {id(n): n.sentence for n in named if n.is_surely_person or said_of[id(n)] >= _DOING}
    others = {id(n) for n in named if id(n) not in sure and n.sentence in sure.values()}
    people = [n for n in named if doubtful or id(n) not in others]
    return sorted(people, key=lambda n: (id(n) in others, n.sentence, -said_of[id(n)], n.start))


def _share(quote: str, name: Name, about: frozenset[str], *, others: Sequence[Name]) -> int:
    """Count the words of a question that are said right beside a name: "Erik Dahl, the trainer of Moss".

    What leads up to another name is said of that one: "Hanna Voss, met the director Petra Oster"."""
    before, after = _LEADS.search(quote[: name.start]), _SAID_OF.match(quote, name.end)
    behind = after.group(1) if after else ""
    if after and (following := [one.start for one in others if after.start(1) <= one.start < after.end(1)]):
        behind = _LED_UP.sub("", quote[after.start(1) : following[0]])
    # "Coach Ruth Sand of Holm Rovers thanked striker ...": what she is of is said of her and leads up to nobody.
    begins = max((_whole_end(quote, one) for one in others if one.end <= name.start), default=0)
    led = " ".join(re.split(r"[,;:.]", quote[begins : name.start])[-1].split()[-_MOST_LED:])
    around = (before.group(1) if before else "", behind, f"{led} {quote[name.end : _whole_end(quote, name)]}")
    return max(len(about.intersection(content_stems(text))) for text in around)


def _whole_end(quote: str, name: Name) -> int:
    """Return where a name ends with what it is of: "Ruth Sand of Holm Rovers"."""
    whole = _OF_NAME.match(quote, name.end)
    return whole.end() if whole else name.end


def _is_who_is_name(question: str) -> bool:
    """Tell whether a question asks who somebody is whom it names: "Who is Maren Holt?", or "Maren Holt's husband"."""
    opening = _WHO_IS.match(question)
    first = [n for n in names_in([SentenceInContext(question)]) if opening and n.start == opening.end() and n.is_person]
    behind = question[first[0].end :].strip(" ?.!").lower().split() if first else []
    return bool(first) and (behind[:1] not in (["'s"], ["’s"]) or gender_of(behind[1:]) is not None)


def _is_person(phrase: Phrase) -> bool:
    return _head(phrase) in CALLINGS


def _gender(phrase: Phrase) -> str | None:
    return gender_of([_head(phrase)])


def _head(phrase: Phrase) -> str:
    return phrase.text.split(" of ")[0].split()[-1].lower()
