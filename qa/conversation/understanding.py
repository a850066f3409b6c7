"""Conversation: a follow-up and the turns before it -> the question as understood. Pure, without a language model.

Owns when a question carries something over, what, and how the result is written. A question that stands alone is left
as it is. Knows nothing of corpora, encoders or answers; the weights come from ``scripts/fit/followups.py``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

from qa.conversation.carryover import CarriedCandidate, TurnMentions, candidates, carry_features, mentions_of
from qa.conversation.ellipsis import complement, continued, is_continuing
from qa.conversation.followups import QuestionForm, dependence_features, is_bare, is_complete
from qa.conversation.grammar.adverbials import asks_anew, asks_of_coming, asks_which, looks_back
from qa.conversation.grammar.clauses import asked_anew
from qa.conversation.grammar.identity import which_one
from qa.conversation.grammar.rewriting import Carried, without_about, write
from qa.conversation.operations import Operation, operation_of
from qa.conversation.pronouns import answer_of, human_pronoun, person_meant, with_meant, with_thing, with_thing_too
from qa.conversation.references import asks_back, is_name, pointer_of, resolved
from qa.conversation.wording import counted, worded
from qa.records import Turn
from qa.text.answer_type import is_courtesy
from qa.text.english import is_english

Scored = tuple[float, CarriedCandidate]
Kind = Literal["standalone", "carried", "operation", "underspecified"]

MOST_TURNS = 12
# Most characters of a question and of a quote, and most quotes of a turn: a client can send a history of any length.
_MOST_CHARS, _MOST_CITED = 2_000, 20
_LOOKED_BACK = 3
# The weight of a guessed question in the search, beside the question as asked: chosen on CAsT
# (scripts/bench/followups.py), where a weight of 1 costs 3 points of R@5.
_GUESS_WEIGHT = 0.4


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as understood. ``text`` is what is searched, with ``carried`` the parts of it that earlier turns gave;
    an ``operation`` works on the sentences cited last, and then ``text`` is the question that they answered; it
    ``is_guess`` where no form of English tells what is carried, but the trained scorers do."""

    question: str
    text: str
    kind: Kind
    carried: tuple[Carried, ...] = ()
    operation: Operation | None = None
    is_guess: bool = False

    @property
    def searches(self) -> tuple[tuple[str, float], ...]:
        """Return the texts to search for by vector, with weights that sum to 1: what was understood, and beside it what
        was asked where the understanding is a guess."""
        if not self.is_guess or self.text == self.question:
            return ((self.text, 1.0),)
        return ((self.question, 1 - _GUESS_WEIGHT), (self.text, _GUESS_WEIGHT))

    @property
    def words(self) -> str:
        """Return the text whose words are searched for: what was understood."""
        return self.text


class Weights(NamedTuple):
    """A trained scorer: weights by sign, and from which probability on a question leans and a mention is carried."""

    dependence: Mapping[str, float]
    carry: Mapping[str, float]
    dependent_from: float
    carried_from: float
    most_carried: int


def understand(question: str, history: Sequence[Turn] = (), *, weights: Weights | None = None) -> Understood:
    """Resolve a question against the turns before it, oldest first; only the last MOST_TURNS are looked at.

    What is asked in another language than English stands alone, and what is cited in one is not looked at.
    """
    turns, before = tuple(map(_bounded, tuple(history)[-MOST_TURNS:])), list[Understood]()
    questions = [*(turn.question for turn in turns), question]
    for place, text in enumerate(questions):
        before.append(_after(text, turns[:place], before, weights or shipped_weights()))
    return before[-1]


def _after(question: str, turns: Sequence[Turn], before: Sequence[Understood], weights: Weights) -> Understood:
    """Understand a question after turns, of each of which it is known as what it was understood."""
    turns = turns if is_english(question) else ()
    operation = operation_of(question)
    if not turns or is_courtesy(question) or (operation is not None and not any(turn.quotes for turn in turns)):
        return _alone(question)
    if operation is not None:  # it goes back to the last question that was answered
        cited = max(place for place, turn in enumerate(turns) if turn.quotes)
        return Understood(question, before[cited].text, "operation", (), operation)
    turns, before = _in_english(turns, before)
    if not turns:
        return _alone(question)
    if is_name(question) and before[-1].kind == "underspecified":  # who is meant, as was asked back
        text, (name,) = resolved(turns[-1].question, question.strip(" ?.!"))
        return Understood(question, text, "carried", complement(text, start=name.start, end=name.end))
    meant = [replace(turn, question=known.text) for turn, known in zip(turns, before, strict=True)]
    return _by_rule(question, meant, before[-1].carried) or _by_weights(question, turns, weights, meant)


def _by_rule(question: str, turns: Sequence[Turn], carried: Sequence[Carried]) -> Understood | None:
    """Understand a question by its form and the turns, as understood, the last with what it carried; else None."""
    earlier = turns[-1]
    if is_continuing(question):
        written = continued(question, earlier.question, carried=carried)
        if written is not None:
            return Understood(question, written[0], "carried", written[1])
    if (asking := asks_anew(question)) is not None and (anew := _anew(question, asking, turns)) is not None:
        return anew
    if (noun := asks_which(question)) is not None:
        one, end = which_one(noun, without_about(earlier.question)[1], answer=answer_of(earlier)), len(f"Which {noun}")
        return Understood(question, one, "carried", complement(one, start=0, end=end)) if one else None
    if (written := with_meant(question, earlier)) is not None:
        return Understood(question, written[0], "carried", written[1])
    human = human_pronoun(question)
    person = None if human is None else person_meant(human, turns)
    if person is None:
        return None
    text, parts = with_thing_too(write(question, [person], is_person=True), earlier)
    return Understood(question, text, "carried", parts)


def _anew(question: str, asking: str, turns: Sequence[Turn]) -> Understood | None:
    """Ask otherwise about what the last question was about; "where did it happen?" may be about an event before it."""
    earlier = turns[-1]
    word, _, others = asking.partition(" ")
    if others == "else" and re.match(rf"\W*{word}\b", without_about(earlier.question)[1], re.IGNORECASE):
        return Understood(question, earlier.question, "operation", (), "more") if earlier.quotes else None
    for turn in list(reversed(turns))[: _LOOKED_BACK if looks_back(question, earlier.question) else 1]:
        quotes = () if asks_of_coming(question) else turn.quotes  # "when is it?" means a thing, and not what happened
        bare = replace(turn, question=without_about(turn.question)[1], quotes=quotes)
        text = asked_anew(asking, bare.question, quotes=bare.quotes, answer=answer_of(bare))
        if text is not None:
            return Understood(question, text, "carried", complement(text, start=0, end=len(asking)))
    if asking.startswith("When") and not is_bare(question) and earlier.quotes and not asks_of_coming(question):
        return Understood(question, earlier.question, "operation", (), "date")
    return None


def _by_weights(question: str, turns: Sequence[Turn], weights: Weights, meant: Sequence[Turn]) -> Understood:
    """Carry what the trained scorers choose; else what "it" means by the turns as ``meant``; else nothing."""
    mentioned = mentions_of(turns)
    chosen = _chosen(question, mentioned, weights)
    if not chosen and _points(question, mentioned, weights) and (written := with_thing(question, meant)) is not None:
        return Understood(question, written[0], "carried", written[1], is_guess=True)
    if not chosen:
        return _alone(question, frozenset(s for turn in mentioned for s in (*turn.asked_stems, *turn.cited_stems)))
    text, carried = worded(question, chosen, turns=turns)
    text, more = counted(text, turns[-1].question)
    for part in more:
        by = len(part.text) + 1
        moved = (replace(c, start=c.start + by, end=c.end + by) if c.start >= part.start else c for c in carried)
        carried = tuple(sorted((part, *moved), key=lambda c: c.start))
    return Understood(question, text, "carried", carried, is_guess=True)


def _alone(question: str, known: frozenset[str] = frozenset()) -> Understood:
    """Take a question as it stands, or find that it is incomplete; "these methods" is complete if "methods" is
    ``known``."""
    pointer = pointer_of(question)
    is_said = pointer is not None and bool(pointer.noun) and known.issuperset(pointer.noun)
    return Understood(question, question, "underspecified" if asks_back(question) and not is_said else "standalone")


@cache
def shipped_weights() -> Weights:
    """Load the weights that are part of this package."""
    read = json.loads(resources.files("qa").joinpath("models/conversation/weights.json").read_text("utf-8"))
    return Weights(**{name: read[name] for name in Weights._fields})


def probability(signs: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the logistic of the weighted sum of signs; a sign without a weight counts nothing."""
    return 1 / (1 + math.exp(-sum(value * weights.get(name, 0.0) for name, value in signs.items())))


def chosen_mentions(scored: Sequence[Scored], weights: Weights) -> list[CarriedCandidate]:
    """Choose the likeliest mentions, none of which says part of another; equally likely ones by their words."""
    chosen: list[CarriedCandidate] = []
    for likelihood, entry in sorted(scored, key=lambda pair: (-pair[0], pair[1].stems)):
        if likelihood < weights.carried_from or len(chosen) == weights.most_carried:
            break
        stems = set(entry.stems)
        if not any(stems <= set(other.stems) or stems >= set(other.stems) for other in chosen):
            chosen.append(entry)
    return chosen


def _bounded(turn: Turn) -> Turn:
    return Turn(turn.question[:_MOST_CHARS], tuple(quote[:_MOST_CHARS] for quote in turn.quotes[:_MOST_CITED]))


def _in_english(turns: Sequence[Turn], before: Sequence[Understood]) -> tuple[tuple[Turn, ...], tuple[Understood, ...]]:
    """Leave out what was asked or cited in another language: no rule tells what is meant in it."""
    english = [place for place, turn in enumerate(turns) if is_english(turn.question)]
    cited = [replace(turns[n], quotes=tuple(filter(is_english, turns[n].quotes))) for n in english]
    return tuple(cited), tuple(before[n] for n in english)


def _chosen(
    question: str, mentioned: Sequence[TurnMentions], weights: Weights, *, depth: int = 0
) -> list[CarriedCandidate]:
    """Choose what a question carries from the turns before it, after asking the same of the turn before."""
    if not _leans(question, mentioned, weights):
        return []
    form = QuestionForm.of(question)
    before: list[frozenset[str]] = []
    if len(mentioned) > 1 and depth < _LOOKED_BACK:
        earlier = _chosen(mentioned[-1].question, mentioned[:-1], weights, depth=depth + 1)
        before = [frozenset(entry.stems) for entry in earlier]
    scored = [
        (probability(carry_features(entry, mentioned, form=form, before=before), weights.carry), entry)
        for entry in candidates(mentioned, form)
    ]
    return chosen_mentions(_people_first(scored, mentioned) if form.human else scored, weights)


def _leans(question: str, mentioned: Sequence[TurnMentions], weights: Weights) -> bool:
    known = frozenset(stem for turn in mentioned for stem in turn.asked_stems)
    form = QuestionForm.of(question)
    likelihood = probability(dependence_features(form, known), weights.dependence)
    return likelihood >= weights.dependent_from and not is_complete(form, known)


def _points(question: str, mentioned: Sequence[TurnMentions], weights: Weights) -> bool:
    """Tell whether "it" has to be what was named before: the question has no name and hardly a word else."""
    form = QuestionForm.of(question)
    return _leans(question, mentioned, weights) or (form.singular and not form.has_name and len(form.stems) < 3)


def _people_first(scored: list[Scored], mentioned: Sequence[TurnMentions]) -> list[Scored]:
    """Give the likeliest name the probability 1, a person's name where there is any: "she" always means a person."""
    people = [person for turn in mentioned for person in turn.people]
    names = [pair for pair in scored if pair[1].is_named]
    names = [pair for pair in names if any(person <= set(pair[1].stems) for person in people)] or names
    best = min(names, key=lambda pair: (-pair[0], pair[1].stems), default=None)
    return scored if best is None else [(1.0, best[1]), *(pair for pair in scored if pair is not best)]
