"""Carryover: which mentions of earlier turns a follow-up may be about, and the signs for each. Pure.

Owns gathering the mentions of earlier questions and of the sentences cited for them, and describing each as numbers
for a trained scorer. Knows nothing of weights or of how the result is written.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from qa.conversation.antecedents import SentenceInContext, names_in
from qa.conversation.followups import QuestionForm
from qa.conversation.grammar.noun_phrases import is_agent
from qa.conversation.grammar.verbs import is_participle, is_past
from qa.conversation.pronouns import human_pronoun
from qa.conversation.references import TIMES
from qa.records import Turn
from qa.text.mentions import Mention, content_stems, is_plural, mention_words, mentions
from qa.text.names import gender_of
from qa.text.word_frequency import rarity_by_rank
from qa.text.words import DO, MODALS, any_of, listed, stem

# What follows one of these is what it does or is, and names nothing: "Is it noisy?", "Did anyone object?".
_SUBJECTS = listed("it he she they we i you anyone anybody someone somebody everyone everybody nobody them us")
# "Did the lake freeze?": what stands last behind one of these is what somebody or something does.
_INVERTED = re.compile(rf"\b{any_of(DO | MODALS)}(?:n['’]t)?\b", re.I)
_BEFORE_NOUN = re.compile(
    r"\b(?:the|an?|this|that|these|those|his|her|its|their|my|your|our|any|some|no|all|each|every|many|much|more|most|few"
    r"|in|at|on|for|from|by|near|during|after|before|since|under|with|against|to|about|of|into|around|over|and|or)\s+$",
    re.I,
)
_CITED_TURNS = 4
_DETERMINED = re.compile(r"\b(?:the|an?|these|those|all|any|some|many|of|for)\s+$", re.I)
_LED_IN = re.compile(
    r"\b(?:about|of|for|is|are|was|were|on|to|in|the|an?|some|my|your)\s+(?:(?:the|an?|some|my|your)\s+)?$", re.I
)


@dataclass(slots=True)
class TurnMentions:
    """One turn, divided into mentions only once, however often it is used; ``people`` are the stems of names that
    can be persons', ``sure_people`` of those that surely are."""

    question: str
    of_question: list[Mention]
    asked_stems: frozenset[str]
    led_in: frozenset[tuple[str, ...]]
    ending: frozenset[tuple[str, ...]]
    cited: list[Mention]
    cited_stems: Counter[str]
    people: frozenset[frozenset[str]]
    sure_people: frozenset[frozenset[str]]

    @classmethod
    def of(cls, turn: Turn) -> TurnMentions:
        """Cut a turn's question and quotes into mentions."""
        of_question = mentions(turn.question)
        cited = [m for quote in turn.quotes for m in mentions(quote)]
        names = names_in([SentenceInContext(turn.question), *map(SentenceInContext, turn.quotes)])
        return cls(
            turn.question,
            of_question,
            frozenset(content_stems(turn.question)),
            frozenset(m.stems for m in of_question if _LED_IN.search(turn.question[: m.start])),
            frozenset(m.stems for m in of_question if not turn.question[m.end :].strip(" ?.!'s’")),
            cited,
            Counter(s for quote in turn.quotes for s in content_stems(quote)),
            frozenset(frozenset(content_stems(name.text)) for name in names if name.is_person),
            frozenset(frozenset(content_stems(name.text)) for name in names if name.is_surely_person),
        )


@dataclass(slots=True)
class CarriedCandidate:
    """A mention that might be carried, with the turns (0 is the first) that ask or cite it."""

    stems: tuple[str, ...]
    text: str
    is_named: bool = False
    asked_in: set[int] = field(default_factory=set)
    cited_in: set[int] = field(default_factory=set)


def mentions_of(turns: Sequence[Turn]) -> list[TurnMentions]:
    """Cut the turns into mentions; of those long past only the questions, whose subjects stay, not the quotes."""
    recent = len(turns) - _CITED_TURNS
    return [TurnMentions.of(turn if place >= recent else Turn(turn.question)) for place, turn in enumerate(turns)]


def candidates(turns: Sequence[TurnMentions], form: QuestionForm) -> list[CarriedCandidate]:
    """Gather the mentions of earlier turns that say more than the question itself does."""
    known, human = set(form.stems), human_pronoun(form.text)
    people = {person for turn in turns for person in turn.sure_people}
    verbs = {
        stem(word) for turn in turns for word in mention_words(turn.question) if is_past(word) or is_participle(word)
    } | {m.stems[0] for turn in turns for m in turn.of_question if _is_predicate(turn.question, m)}
    acting = {
        stem
        for turn in turns
        for m in turn.of_question
        if is_agent(turn.question, start=m.start, end=m.end)
        for stem in m.stems
    }
    by_words: dict[tuple[str, ...], CarriedCandidate] = {}
    for turn, earlier in enumerate(turns):
        for was_asked, group in ((True, earlier.of_question), (False, earlier.cited)):
            for mention in group:
                if known.issuperset(mention.stems) or (was_asked and _is_predicate(earlier.question, mention)):
                    continue
                if not was_asked and len(mention.stems) == 1 and mention.stems[0] in verbs and mention.text.islower():
                    continue  # "the number of dead", where somebody asked how many died
                if _is_of_thing(form) and (_is_no_thing(mention, people) or acting.issuperset(mention.stems)):
                    continue
                if human and mention.is_named and gender_of(mention.text.lower().split()) not in (None, human):
                    continue
                entry = by_words.setdefault(mention.stems, CarriedCandidate(mention.stems, mention.text))
                entry.is_named = entry.is_named or mention.is_named
                (entry.asked_in if was_asked else entry.cited_in).add(turn)
                if was_asked:
                    entry.text = mention.text
    return list(by_words.values())


def _is_no_thing(mention: Mention, people: Collection[frozenset[str]]) -> bool:
    """Tell whether a mention is a year, a time or a person."""
    words = mention.text.lower().split()
    is_time = all(word in TIMES or word.removesuffix("s") in TIMES for word in words)
    return mention.text.isdigit() or is_time or frozenset(mention.stems) in people


def _is_of_thing(form: QuestionForm) -> bool:
    """Tell whether a question points at one thing: "it" is no person and no year."""
    return form.singular and not form.plural and not form.human


def _is_predicate(question: str, mention: Mention) -> bool:
    """Tell whether a word of a question says what somebody did or how something is: "Who stole it?", "Is it noisy?",
    "Did the lake freeze?", "How deep is it?"."""
    word = mention.text
    if mention.is_named or " " in word or not word.islower():
        return False
    before = question[: mention.start]
    is_verb = (is_past(word) or is_participle(word)) and not _DETERMINED.search(before)
    is_last = not question[mention.end :].strip(" ?.!") and not _BEFORE_NOUN.search(before)
    is_done = is_last and _INVERTED.search(before) is not None
    return is_verb or is_done or before.rstrip().rpartition(" ")[2].lower() in _SUBJECTS | {"how"}


def carry_features(
    entry: CarriedCandidate, turns: Sequence[TurnMentions], *, form: QuestionForm, before: Iterable[frozenset[str]]
) -> dict[str, float]:
    """Return the signs that a mention belongs to a question. ``before``: what the turn before it carried, as stems."""
    return (
        _origin(entry, turns) | _form(entry, turns) | _agreement(entry, form, is_last=len(turns) - 1 in entry.asked_in)
    ) | _continuity(entry, form, before)


def _origin(entry: CarriedCandidate, turns: Sequence[TurnMentions]) -> dict[str, float]:
    stems, last = frozenset(entry.stems), len(turns) - 1
    asking = [t for t, h in enumerate(turns) if stems <= h.asked_stems]
    asked_last, asked_first, cited_last = last in entry.asked_in, 0 in entry.asked_in, last in entry.cited_in
    times_last = min(6, min(turns[last].cited_stems[s] for s in stems))
    times = min(12, sum(min(h.cited_stems[s] for s in stems) for h in turns))
    return {
        "bias": 1.0,
        "asked": float(bool(entry.asked_in)),
        "asked last": float(asked_last),
        "asked first": float(asked_first),
        "asked between": float(bool(entry.asked_in) and not asked_last and not asked_first),
        "recency": 1 / (last + 1 - asking[-1]) if asking else 0.0,
        "turns asked": math.log1p(len(asking)),
        "share of last": len(stems & turns[last].asked_stems) / len(stems),
        "share of first": len(stems & turns[0].asked_stems) / len(stems),
        "cited only": float(not entry.asked_in),
        "cited last": float(cited_last),
        "times cited last": math.log1p(times_last),
        "times cited": math.log1p(times),
        "asked and cited last": float(bool(entry.asked_in) and cited_last),
        "turns": min(len(turns), 8) / 8,
    }


def _form(entry: CarriedCandidate, turns: Sequence[TurnMentions]) -> dict[str, float]:
    rare = [rarity_by_rank(word) for word in mention_words(entry.text)] or [0.0]
    cited_only = not entry.asked_in
    last_word = entry.text.rsplit(maxsplit=1)[-1].lower()
    return {
        "named": float(entry.is_named),
        "named, cited only": float(entry.is_named and cited_only),
        "one word": float(len(entry.stems) == 1),
        "three words": float(len(entry.stems) == 3),
        "more words": float(len(entry.stems) > 3),
        "led in": float(any(entry.stems in turns[t].led_in for t in entry.asked_in)),
        "ending": float(any(entry.stems in turns[t].ending for t in entry.asked_in)),
        "alone": float(any(len(turns[t].of_question) == 1 for t in entry.asked_in)),
        "verb-like": float(last_word.endswith(("ing", "ed", "ly"))),
        "digit": float(any(c.isdigit() for c in entry.text)),
        "rarest": max(rare),
        "last word's rarity": rare[-1],
        "common": float(max(rare) < 0.15),
        "rarest, one word": max(rare) * (len(entry.stems) == 1),
        "rarest, cited only": max(rare) * cited_only,
        "rarest, asked last": max(rare) * (len(turns) - 1 in entry.asked_in),
        "rarest, cited last": max(rare) * (len(turns) - 1 in entry.cited_in),
    }


def _agreement(entry: CarriedCandidate, form: QuestionForm, *, is_last: bool) -> dict[str, float]:
    plural = is_plural(entry.text)
    first, unaided = 0 in entry.asked_in, not form.points
    overlap = not set(form.stems).isdisjoint(entry.stems)
    return {
        "singular fits": float(form.singular and not plural),
        "singular clashes": float(form.singular and plural),
        "plural fits": float(form.plural and plural),
        "plural clashes": float(form.plural and not plural),
        "human, named": float(form.human and entry.is_named),
        "human, not named": float(form.human and not entry.is_named),
        "unaided": float(unaided),
        "unaided, asked first": float(unaided and first),
        "unaided, asked last": float(unaided and is_last),
        "pointing, asked first": float(not unaided and first),
        "pointing, asked last": float(not unaided and is_last),
        "question's words": min(len(form.stems), 6) / 6,
        "unaided, question's words": unaided * min(len(form.stems), 6) / 6,
        "question has name": float(form.has_name),
        "about": float(form.is_about),
        "overlap": float(overlap),
        "last word asked": float(entry.stems[-1] in form.stems),
    }


def _continuity(entry: CarriedCandidate, form: QuestionForm, before: Iterable[frozenset[str]]) -> dict[str, float]:
    stems = frozenset(entry.stems)
    again = any(stems <= earlier or earlier <= stems for earlier in before if earlier)
    return {
        "carried before": float(again),
        "carried before, unaided": float(again and not form.points),
        "carried before, cited only": float(again and not entry.asked_in),
    }
