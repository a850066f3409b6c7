"""Follow-ups: does a question depend on earlier turns, and in what way. Pure.

Owns the signs of dependence (pronouns, ellipses, bare definites, too few words) as numbers for a trained scorer. Knows
nothing of weights or of what is carried.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.words.keys import is_capitalised
from qa.conversation.operations import operation_of
from qa.text.mentions import HUMAN, PLURAL, PRONOUNS, SINGULAR, content_stems, mention_words, plain, pronouns, words
from qa.text.speech_questions import asked_speaker
from qa.text.word_frequency import rarity_by_rank
from qa.text.words import listed, stem

_ABOUT = re.compile(r"^\W*(?:(?:and|but|so|or|then|ok|okay)\W+)?(?:what|how) about\b", re.IGNORECASE)
_OPENING = re.compile(r"^\W*(?:and|but|or|so|also|then|why|really|how so)\b", re.IGNORECASE)
_NAMING = re.compile(
    r"^\W*(?:tell me (?:more )?about|describe|who (?:is|was|are|were)"
    r"|(?:what|who)(?:’s|'s| is| are| was| were)(?: an?)? (?!the\b|it\b|that\b|this\b)[\w-]+(?: [\w-]+)?\W*$)",
    re.IGNORECASE,
)
_DEFINITE = re.compile(r"\b(?:the|those|these|this|that)\s+[\w-]+(?:\s+[\w-]+)?\s*(?=[?.!,]|$|\bfor\b)", re.IGNORECASE)
_COMPLETED = re.compile(r"\bof (?:the |an? )?\w", re.IGNORECASE)
_SENTENCES = re.compile(r"[.?!]\s+\w")
_BARE = re.compile(
    r"\W*(?:(?:and|but|so|then)\W+)?(?:why|how|when|where|who|which|what)(?: (?:so|not|then|exactly|else|one))*\W*",
    re.IGNORECASE,
)
_FINAL = re.compile(r"\b(?:it|this|that|its)\W*$", re.IGNORECASE)
# "the capital of France": what somebody or something has, of whom or what it is.
_COMPLETE = re.compile(
    r"\bthe (?:[\w-]+ ){1,3}of (?P<whole>(?:(?!of\b)[\w’'-]+)(?: [\w’'-]+){0,2})\W*\Z", re.IGNORECASE
)
# A word rarer than this says what a question is about.
_NAMING_RARITY = 0.5
_ONES = listed("one ones")
_RELATIVE = listed("other another else second next same similar different more besides instead too also")


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """What a question's form says: which pronouns point outside it, how many words of content, and the rest."""

    text: str
    stems: tuple[str, ...]
    singular: bool
    plural: bool
    human: bool
    is_about: bool
    has_name: bool
    rarest: tuple[float, float]

    @classmethod
    def of(cls, text: str) -> QuestionForm:
        """Read a question's form."""
        pointing = {plain(m.group()) for m in pronouns(text)}
        rare = [*sorted(map(rarity_by_rank, mention_words(text)), reverse=True), 0.0, 0.0]
        later = text.split()[1:]
        return cls(
            text=text,
            stems=content_stems(text),
            singular=not pointing.isdisjoint(SINGULAR),
            plural=not pointing.isdisjoint(PLURAL),
            human=not pointing.isdisjoint(HUMAN),
            is_about=bool(_ABOUT.match(text)),
            has_name=any(is_capitalised(word) and content_stems(word) for word in later),
            rarest=(rare[0], rare[1]),
        )

    @property
    def points(self) -> bool:
        """Say whether any pronoun points outside the question."""
        return self.singular or self.plural or self.human


def is_bare(text: str) -> bool:
    """Tell whether a question is a question word and nothing else: "Why?", "And when exactly?"."""
    return bool(_BARE.fullmatch(text))


def is_dangling(form: QuestionForm) -> bool:
    """Tell whether a question with nothing before it cannot be meant as it stands: "What did he say?", "Why?".

    A pronoun alone is not enough ("Is it safe to eat raw eggs?"): nothing in the question may name what it is about.
    """
    if operation_of(form.text) is not None or is_bare(form.text):
        return True
    if not form.stems:
        return form.points
    if form.has_name or form.rarest[0] >= _NAMING_RARITY:
        return False
    return form.human or form.plural or bool(_FINAL.search(form.text))


def is_complete(form: QuestionForm, known: frozenset[str]) -> bool:
    """Tell whether a question says itself of what it asks: "What is the capital of France?", where nothing before was
    about France, or "What did Ilse Marrow say?". ``known`` are the stems of the earlier questions."""
    whole = _COMPLETE.search(form.text)
    if form.points or not _RELATIVE.union(_ONES).isdisjoint(words(form.text)):
        return False
    if any(map(is_capitalised, asked_speaker(form.text).split())):
        return True
    if whole is None:
        return False
    if is_capitalised(whole["whole"].split()[0]):
        return known.isdisjoint(content_stems(whole["whole"]))
    return len(form.stems) > 1 and known.isdisjoint(form.stems)  # "the types of networks" are of something else


def dependence_features(form: QuestionForm, known: frozenset[str]) -> dict[str, float]:
    """Return the signs that a question leans on earlier turns; ``known`` are the stems of the earlier questions."""
    lower = words(form.text)
    count = len(form.stems)
    unaided = not form.points
    signs = {
        "bias": True,
        "singular": form.singular,
        "plural": form.plural,
        "human": form.human,
        "own antecedent": unaided and not PRONOUNS.isdisjoint(lower),
        "own antecedent, one sentence": unaided and not PRONOUNS.isdisjoint(lower) and not _SENTENCES.search(form.text),
        "one": "one" in lower or "ones" in lower,
        "there": "there" in lower[2:],
        "unaided": unaided,
        "no content": count == 0,
        "one word": count == 1,
        "two words": count == 2,
        "three words": count == 3,
        "more words": count > 3,
        "unaided, one word": unaided and count < 2,
        "unaided, two words": unaided and count == 2,
        "unaided, more words": unaided and count > 3,
        "about": form.is_about,
        "opening": bool(_OPENING.match(form.text)),
        "named": form.has_name,
        "unaided, named": unaided and form.has_name,
        "naming": bool(_NAMING.match(form.text)),
        "the": "the" in lower,
        "definite": bool(_DEFINITE.search(form.text)),
        "completed": bool(_COMPLETED.search(form.text)),
        "relative": not _RELATIVE.isdisjoint(lower),
        "sentences": bool(_SENTENCES.search(form.text)),
    }
    return {name: float(value) for name, value in signs.items()} | _word_features(form, known)


def _word_features(form: QuestionForm, known: frozenset[str]) -> dict[str, float]:
    """Return how many of a question's words are new since the earlier questions, and how rare its words are."""
    new = sorted((rarity_by_rank(word) for word in mention_words(form.text) if stem(word) not in known), reverse=True)
    rare = min(3, sum(rarity > _NAMING_RARITY for rarity in new)) / 3
    count, unaided = len(form.stems), not form.points
    return {
        "new words": len(new) / max(1, count),
        "rarest new": new[0] if new else 0.0,
        "rare new words": rare,
        "nothing known": float(len(new) == count),
        "unaided, nothing known": float(unaided and len(new) == count),
        "unaided, rare new words": unaided * rare,
        "rarest": form.rarest[0],
        "second rarest": form.rarest[1],
        "unaided, rarest": unaided * form.rarest[0],
    }
