"""Attribution: whose words a sentence of an article is - the speaker's name, where it stands, and how it was found.

Owns how a name is found for speech: a surname or a description means the one person it fits, a pronoun the last person
it can mean, a quotation without an attribution takes that of its other sentences, and a paragraph of a dialogue is its
speaker's. In doubt there is no speaker.
Knows nothing of corpora, questions or ranking.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.records import SPOKEN, Sentence
from qa.attribution.dialogue import labels_of
from qa.attribution.noun_phrases import NounPhrase, without_titles
from qa.attribution.person_mentions import PersonMention
from qa.attribution.person_names import Persons, described_as, persons_of
from qa.attribution.quoted_spans import QuotedText
from qa.attribution.reporting_clauses import BLANK, Attribution, attribution
from qa.records import Speaker, Speech, Via
from qa.text.english import is_english
from qa.text.words import listed

# Of these roles a sentence can be somebody's words.
_MAY_BE_SPOKEN = frozenset({"body", SPOKEN})
_HEADINGS = frozenset({"heading", "question_heading", "headline"})
_POSSESSED = re.compile(r"[\w.-]+(?: [\w.-]+){0,3}['’]s\b")
_POSSESSIVE = listed("his her its their our my")
# How many sentences back a pronoun is followed: quoted ones not counted, and in all, for no quotation is longer.
_FURTHEST, _FURTHEST_IN_ALL = 5, 50
# Articles whose speakers are kept, for questions quote the same few, and how long the longest is: some megabytes.
_MOST_KEPT, _LONGEST_KEPT = 64, 20_000


@dataclass(frozen=True, slots=True)
class Said:
    """Whose words a sentence is, as far as known, and whether they are quoted or reported; both None: nobody's."""

    speaker: Speaker | None = None
    speech: Speech | None = None


# Yields the position of a sentence whose speaker must be known first, is sent it, and returns what is looked for.
_Following = Generator[int, Said, "Speaker | None"]


class Speakers:
    """The speakers of one article: its text, and all its sentences in order.

    Each sentence is looked at once, however often and in whatever order speakers are asked for. In an article that is
    not English nobody's words are known.
    """

    def __init__(self, text: str, sentences: Sequence[Sentence]) -> None:
        self.text = text
        self.sentences = sentences
        # The words for "said" and "she" are known only in English: in other languages speakers would be wrong.
        self._is_english = is_english(text)
        self._said: dict[int, Said] = {}
        self._attributions: dict[int, Attribution | None] = {}
        # Made when first needed. No cached_property: before Python 3.12 it holds one lock for all articles.
        self._quoted_text: QuotedText | None = None
        self._article_persons: Persons | None = None
        self._dialogue: dict[int, tuple[int, int]] | None = None

    @classmethod
    def kept(cls, text: str, sentences: Sequence[Sentence]) -> Speakers:
        """Return the speakers of an article, those that are known of it where it was asked for lately."""
        return _known(text, tuple(sentences)) if len(text) <= _LONGEST_KEPT else cls(text, sentences)

    def of(self, position: int) -> Said:
        """Tell whose words the sentence at a position of the article is; ``speaker.name`` is the text at its place."""
        if not self._is_english:
            return Said()
        # "She said" may mean whom the sentence above means, and so on through the article: this stack has no limit.
        waiting = [(position, self._find(position))] if position not in self._said else []
        known: Said | None = None
        while waiting:
            place, finding = waiting[-1]
            try:
                above = finding.send(known) if known is not None else next(finding)
            except StopIteration as end:
                self._said[place] = known = end.value
                waiting.pop()
            else:
                known = self._said.get(above)
                if known is None:
                    waiting.append((above, self._find(above)))
        return self._said[position]

    def mention(self, position: int) -> tuple[int, int] | None:
        """Return where a sentence itself says who speaks ("Holt", "she"), as offsets of the text; else None."""
        own = self._attribution(position) if self._is_english else None
        return None if own is None else (own.phrase.start, own.phrase.end)

    def _find(self, position: int) -> Generator[int, Said, Said]:
        start = self._quoted.paragraph_of(position)
        if (label := self._labels.get(start)) is not None and self.sentences[position].role in _MAY_BE_SPOKEN:
            speaker = self._named(Attribution(NounPhrase("name", *label), "quotation"))
            is_first = self.sentences[position].start <= start
            return Said(speaker if is_first or speaker is None else replace(speaker, via="continuation"), "direct")
        own = self._attribution(position)
        if own is not None:
            speaker = yield from self._follow(position, own)
            return Said(speaker, "direct" if own.place == "quotation" else "indirect")
        quotation = self._quoted.around(position) if self.sentences[position].role in _MAY_BE_SPOKEN else None
        if quotation is None:
            return Said()
        speaker = yield from self._speaker_of(quotation)
        return Said(None if speaker is None else replace(speaker, via="continuation"), "direct")

    def _attribution(self, position: int) -> Attribution | None:
        """Return a sentence's own attribution, with offsets of the article."""
        if position not in self._attributions:
            sentence = self.sentences[position]
            clause = attribution(self._quoted.blanked(position)) if sentence.role in _MAY_BE_SPOKEN else None
            if clause is not None:
                start, end = clause.phrase.start + sentence.start, clause.phrase.end + sentence.start
                clause = replace(clause, phrase=replace(clause.phrase, start=start, end=end))
            self._attributions[position] = clause
        return self._attributions[position]

    def _speaker_of(self, quotation: tuple[int, int]) -> _Following:
        """Find who is quoted where a whole sentence is: told behind the quotation, before it, or just above it."""
        shared = self._quoted.sharing(quotation)
        first, last = shared[0], shared[-1]
        for position in (last, first):
            own = self._attribution(position)
            if own is not None and own.place == "quotation":
                return (yield from self._follow(position, own))
        above = first - 1
        if self._quoted.in_one_block(above, first) or (above >= 0 and self._quoted.runs_on(above)):
            return (yield above).speaker
        return None

    def _follow(self, position: int, own: Attribution) -> _Following:
        """Follow an attribution to the name of whom it means; to its own words when it names or describes another."""
        if own.phrase.kind == "pronoun":
            return (yield from self._meant(position, own))
        return self._named(own)

    def _named(self, own: Attribution) -> Speaker | None:
        """Return whom a name or a description means, or its own words."""
        start, end = own.phrase.start, own.phrase.end
        name = self.text[start:end]
        words = name.lower().split()
        if own.phrase.kind == "description":
            if words[0] in _POSSESSIVE:
                return None
            person = self._persons.called(name, before=start) if words[0] == "the" else None
            return _speaker(person, "description") or Speaker(name, "description", start, end)
        person = self._persons.in_full(name.split()[-1], before=start) if _is_surname(name) else None
        return _speaker(person, "name") or Speaker(name, "name", start, end)

    def _meant(self, position: int, own: Attribution) -> _Following:
        """Find whom "he" or "she" means: who spoke last, or the only one named last, that the word can mean."""
        word = self.text[own.phrase.start : own.phrase.end].lower()
        if word not in ("he", "she"):
            return None
        speaker = yield from self._last(position, word)
        beside = self._named_in(position, word, end=own.phrase.start) if own.place == "opening" else []
        if speaker is None or any(m.surname != speaker.name.split()[-1] for m in beside):
            return None
        return replace(speaker, via="pronoun")

    def _last(self, position: int, word: str) -> _Following:
        sentences = 0
        for above in range(position - 1, max(-1, position - 1 - _FURTHEST_IN_ALL), -1):
            sentence = self.sentences[above]
            if sentence.role in _HEADINGS or sentences == _FURTHEST:
                return None
            if sentence.role not in _MAY_BE_SPOKEN or self._quoted.around(above) is not None:
                continue
            sentences += 1
            own = self._attribution(above)
            if own is not None and own.phrase.kind == "pronoun":
                if self.text[own.phrase.start : own.phrase.end].lower() == word:
                    return (yield above).speaker
                continue
            speaker = None if own is None else self._named(own)
            fits = own is not None and speaker is not None and self._can_mean(word, own, speaker)
            if fits is not False:
                return speaker if fits else None
            named = self._named_in(above, word)
            if named or self._persons.opens_with_stranger(sentence.start, sentence.end):
                return _only(named)
        return None

    def _can_mean(self, word: str, own: Attribution, speaker: Speaker) -> bool | None:
        """Tell whether "he" or "she" can mean a speaker; None when that cannot be told."""
        if own.phrase.kind == "description" and speaker.start == own.phrase.start:
            return described_as(word, speaker.name)
        return self._persons.can_mean(word, speaker.name, at=speaker.start)

    def _named_in(self, position: int, word: str, *, end: int | None = None) -> list[PersonMention]:
        """Return the persons whom a sentence names outside its quotations and whom "he" or "she" can mean."""
        sentence = self.sentences[position]
        blanked = self._quoted.blanked(position)
        named = self._persons.between(sentence.start, sentence.end if end is None else end)
        able = [(at, m) for at, m in named if blanked[at - sentence.start] != BLANK and m.gender in (None, word)]
        # "Holt's accountant, Bea Marlow, wept": whose accountant she is, is named beside whom the sentence is about.
        owners = [m for at, m in able if _POSSESSED.match(self.text, at)]
        return [m for _, m in able if m not in owners] or owners

    def in_full(self, surname: str) -> str | None:
        """Return the full name of the one person of the text who has a surname; None without one, or with several."""
        person = self._persons.in_full(surname, before=len(self.text))
        return None if person is None else person.name

    @property
    def _quoted(self) -> QuotedText:
        if self._quoted_text is None:
            self._quoted_text = QuotedText(self.text, self.sentences)
        return self._quoted_text

    @property
    def _labels(self) -> dict[int, tuple[int, int]]:
        if self._dialogue is None:
            self._dialogue = labels_of(self.text, self._quoted.paragraphs)
        return self._dialogue

    @property
    def _persons(self) -> Persons:
        if self._article_persons is None:
            self._article_persons = persons_of(self.text)
        return self._article_persons


@lru_cache(maxsize=_MOST_KEPT)
def _known(text: str, sentences: tuple[Sentence, ...]) -> Speakers:
    return Speakers(text, sentences)


def _only(named: Sequence[PersonMention]) -> Speaker | None:
    """Return the one person of those named; None when there are more, or when it may be no person."""
    sure = {m.surname: m for m in named if m.sure}
    return _speaker(next(iter(sure.values())), "name") if len(sure) == 1 else None


def _speaker(person: PersonMention | None, via: Via) -> Speaker | None:
    return None if person is None else Speaker(person.name, via, person.start, person.end)


def _is_surname(name: str) -> bool:
    words = name.split()
    return without_titles([word.lower() for word in words]) == len(words) - 1
