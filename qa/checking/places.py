"""Where in a corpus something like a stretch of a draft may stand.

Owns how sentences are looked for and how an article is kept while a draft is checked. Knows nothing of verdicts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index import Article, Vectors, View
from index.records import Sentence
from qa.attribution.speakers import Speakers
from qa.records import Speaker

# Sentences that are looked at, by words and by meaning: what says the same is among the first of one of them.
_BY_WORDS, _BY_MEANING = 16, 8
_MOST_WORDS = 400  # characters of a stretch that are searched for by words: a longer one is known by its beginning


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence that may say the same, with those around it in its article."""

    article: Article
    sentences: Sequence[Sentence]
    position: int

    @property
    def sentence(self) -> Sentence:
        """Return the sentence itself."""
        return self.sentences[self.position]

    def around(self, reach: int) -> tuple[int, int]:
        """Return where the stretch begins and ends that holds so many sentences before and after it."""
        first, last = max(0, self.position - reach), min(len(self.sentences) - 1, self.position + reach)
        return self.sentences[first].start, self.sentences[last].end


class Places:
    """Finds places in one view of a corpus; articles and their speakers are read once."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._articles: dict[str, tuple[Article, list[Sentence], Speakers]] = {}

    def near(self, text: str, vector: Vectors | None) -> list[Place]:
        """Return the sentences that may say the same as a text, those found by words first. ``vector``: the text's."""
        numbers = [hit.number for hit in self.view.lexical(text[:_MOST_WORDS], _BY_WORDS)]
        if vector is not None:
            numbers += [hit.number for hit in self.view.dense(vector, _BY_MEANING)]
        rows = self.view.rows(list(dict.fromkeys(numbers)))
        return [self._place(rows[number]) for number in dict.fromkeys(numbers) if number in rows]

    def speaker_at(self, place: Place, start: int) -> Speaker | None:
        """Return who says what stands at an offset of a place's article, as far as known."""
        sentences, speakers = place.sentences, self._read(place.article.id)[2]
        position = max((s.position for s in sentences if s.start <= start), default=0)
        return speakers.of(position).speaker

    def sentence_at(self, place: Place, start: int) -> Sentence:
        """Return the sentence that an offset of a place's article is in, or the last one before it."""
        return place.sentences[max((s.position for s in place.sentences if s.start <= start), default=0)]

    def _place(self, sentence: Sentence) -> Place:
        article, sentences, _ = self._read(sentence.article_id)
        return Place(article, sentences, sentence.position)

    def _read(self, article_id: str) -> tuple[Article, list[Sentence], Speakers]:
        if article_id not in self._articles:
            article, sentences = self.view.article(article_id), self.view.sentences(article_id)
            self._articles[article_id] = (article, sentences, Speakers(article.text, sentences))
        return self._articles[article_id]
