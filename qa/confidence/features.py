"""Features: what can be measured about a candidate to judge whether it answers. Arithmetic over words and scores.

Owns the definitions of the features; their weights are fitted (``qa.confidence.estimator``). Word counts and texts in,
numbers out; a corpus is only asked for the counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from index import View
from index.words.keys import is_capitalised, is_unspaced
from index.words.keys import words as keyed
from qa.text.answer_type import Wanted, could_hold, extent_words, wanted
from qa.text.asking_words import ASKING
from qa.text.names import name_words
from qa.text.speech_questions import asked_speaker, is_about, topic_words
from qa.text.spelling import Spelling, as_known
from qa.text.words import content_words, numbers, stem, stems

#: So many content words tell which of many events a question means: "the price of parking permits".
_TELLING_WORDS = 3
_COVERAGE_WEIGHT = 0.1
_MISSING_TYPE_WEIGHT = 0.08


@dataclass(frozen=True, slots=True)
class QuestionFeatures:
    """The parts of a question that are compared with a sentence."""

    question: str
    #: The content words, weighted by their rarity in the corpus.
    weights: Mapping[str, float]
    #: The keys under which each word may be indexed.
    keys: Mapping[str, frozenset[str]]
    #: The content words that no sentence holds.
    unknown: tuple[str, ...]
    #: The words written as names.
    names: frozenset[str]
    #: The numbers it states.
    numbers: frozenset[str]
    #: What kind of thing it asks for.
    kind: Wanted
    #: The person whose words it asks for; "" for nobody.
    speaker: str = ""
    #: The words of what these are to be about; none where it does not say.
    topic: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        question: str,
        counts: Mapping[str, int],
        *,
        sentences: int,
        spellings: Mapping[str, Spelling] | None = None,
    ) -> QuestionFeatures:
        """Weigh a question's words. ``counts``: how many of the corpus's sentences hold each of its content words;
        ``spellings``: of those that none holds, how they stand there."""
        known = dict(counts)
        keys = _keys(question)
        for word, spelling in (spellings or {}).items():
            known[word] = spelling.count
            keys[word] |= frozenset(spelling.keys)
        words = _naming(content_words(question), known, extents=extent_words(question))
        return cls(
            question,
            {word: rarity(known.get(word, 0), sentences) for word in words},
            keys,
            tuple(word for word in words if known.get(word, 0) == 0),
            name_words(question),
            numbers(question),
            wanted(question),
            asked_speaker(question),
            topic_words(question),
        )

    @classmethod
    def over(cls, view: View, question: str, *, sentences: Iterable[str]) -> QuestionFeatures:
        """Measure a question against the words of a corpus, its own words spelt as the sentences do."""
        question, counts, known = as_known(view, question, sentences=sentences)
        return cls.of(question, counts, sentences=view.sentence_count, spellings=known)

    @property
    def oov_share(self) -> float:
        """Return the weight of the words that no sentence holds, as a share of all."""
        total = sum(self.weights.values())
        return sum(self.weights[word] for word in self.unknown) / total if total else 0.0

    @property
    def vagueness(self) -> float:
        """Return how little a question says of what it means: 1 without a content word, 0 with a name, a number, or
        three content words or more."""
        if self.names or self.numbers:
            return 0.0
        return max(0.0, 1.0 - len(self.weights) / _TELLING_WORDS)

    def coverage(self, *texts: str) -> float:
        """Return the weight of the words that a text holds in some form, as a share of those that the corpus holds at
        all; 0 without any. A word that no article uses tells no sentence from another."""
        held = frozenset().union(*map(stems, texts))
        known = {word: weight for word, weight in self.weights.items() if word not in self.unknown}
        total = sum(known.values())
        return sum(w for word, w in known.items() if self._is_held(word, held)) / total if total else 0.0

    def unmatched_entities(self, *texts: str) -> float:
        """Return the share of the question's names and numbers that no text holds; 0 for a question without any."""
        entities = (
            frozenset(word for word in self.names if word in self.weights and not word[0].isdigit()) | self.numbers
        )
        if not entities:
            return 0.0
        held = frozenset().union(*map(stems, texts), *map(numbers, texts))
        return sum(word not in held and not self._is_held(word, held) for word in entities) / len(entities)

    def asks_for_words(self, speaker: str, *texts: str) -> bool:
        """Tell whether somebody's words are asked for, ``speaker`` says that a sentence is known to be theirs, and the
        texts are about what is asked, where the question says about what."""
        return bool(self.speaker and speaker) and (not self.topic or is_about(self.topic, *texts))

    def _is_held(self, word: str, held: frozenset[str]) -> bool:
        return not self.keys.get(word, frozenset()).isdisjoint(held)


def _keys(question: str) -> dict[str, frozenset[str]]:
    """Return, for each word of a question, every key it may stand under."""
    keys: dict[str, frozenset[str]] = {}
    for word in keyed(question):
        text = word.text.removesuffix("'s")
        keys[text] = keys.get(text, frozenset()) | frozenset(word.keys)
    return keys


def _naming(words: list[str], counts: Mapping[str, int], *, extents: frozenset[str]) -> list[str]:
    """Leave out words that no sentence holds and that name nothing by themselves: asking words ("reason"), ``extents``
    ("long" of "how long"), and, in a script without spaces, pairs of characters that may belong to two words."""
    known = [word for word in words if counts.get(word, 0)]
    words = [word for word in words if counts.get(word, 0) or word not in extents]
    is_met = any(is_unspaced(word) for word in known)
    return [
        word for word in words if counts.get(word, 0) or not (stem(word) in ASKING or (is_met and is_unspaced(word)))
    ]


@dataclass(frozen=True, slots=True)
class Features:
    """What is known about one candidate."""

    #: Cosine of the sentence with the question.
    dense: float
    #: The fused score of retrieval.
    fused: float
    #: Share of the question's words, by weight, in the sentence, its neighbours, title and section.
    coverage: float
    #: Share of the question's words, by weight, in the sentence alone.
    own_coverage: float
    #: Share of the question's words, by weight, that do not occur in the corpus.
    oov_share: float
    #: 1 when the sentence holds no number, time or name though one is asked for; else 0.
    missing_answer_type: float
    #: Retrieval score above that of the best statement of another answer; below 0 when another is ahead.
    score_margin: float = 0.0
    #: Share of the question's names and numbers that neither the sentence nor what surrounds it holds.
    unmatched_entities: float = 0.0
    #: The reader's logit, unbounded; 0 without a reader.
    reader_logit: float = 0.0
    #: How much likelier the best span is than no span, by the reader: a logit; 0 without a reader.
    span_margin: float = 0.0
    #: The second reader's logit, unbounded; 0 where it did not read.
    second_logit: float = 0.0
    #: 1 when somebody's words are asked for and the sentence is known to be theirs, and where it says about what, it or
    #: the one before names a part of that; else 0.
    spoken: float = 0.0
    #: Relevance above that of the best statement of another answer.
    relevance_margin: float = 0.0
    #: How far retrieval, too, puts the statement before the best one of another answer: 1 by .02 of its score or more,
    #: -1 when as much behind.
    retrieval_lead: float = 0.0
    #: How far the readers' logits, summed, put the statement before the best one of another article that answers
    #: otherwise; at most 4, and 4 where none does; 3 where all were of one article. It tells nothing without a reader.
    article_lead: float = 0.0
    #: How little the question says of what it means, where sentences of several articles were found; else 0.
    vagueness: float = 0.0

    @property
    def logits(self) -> float:
        """Return the sum of the readers' logits."""
        return self.reader_logit + self.second_logit

    def named(self) -> dict[str, float]:
        """Return the features by name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


def retrieval_score(features: Features) -> float:
    """Return what retrieval alone ranks by: the fused score, more for covering the question in context, less for
    lacking the kind of thing asked for. Level or better than the fused score alone on each of six sets, also beside a
    reader."""
    return features.fused + _COVERAGE_WEIGHT * features.coverage - _MISSING_TYPE_WEIGHT * features.missing_answer_type


def rarity(count: int, sentences: int) -> float:
    """Return a word's weight: the inverse document frequency of BM25, never negative."""
    return math.log(1.0 + (max(sentences, count) - count + 0.5) / (count + 0.5))


def spans_kind(kind: Wanted, words: str) -> bool:
    """Tell whether the words marked in a sentence can be the kind of thing asked for, by their form."""
    if kind == "person":
        return any(map(is_capitalised, words.split()))
    return could_hold(kind, words)


def lacks(kind: Wanted, text: str) -> float:
    """Return 1.0 when a text cannot hold what is asked for, by its form; else 0.0."""
    return 0.0 if could_hold(kind, text) else 1.0
