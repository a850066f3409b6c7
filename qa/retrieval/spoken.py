"""Questions after what somebody said: the sentences that are that person's words, whether or not they name the person.

Owns whom of an article's speakers such a question means: by name, or by what the article calls them beside their name
("the Pentagon" is its press secretary).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import takewhile

from index import Vectors, View
from index.records import Sentence
from index.words.irregular import PLAIN
from index.words.keys import words
from qa.attribution.speakers import Speakers
from qa.retrieval.hybrid import Candidate
from qa.text.speech_questions import asked_speaker, is_about, topic_words
from qa.text.synonyms import plain_wording
from qa.text.word_lists import rows_of
from qa.text.words import content_words, listed, stem, stems

#: Added to the score of a sentence said by the person that the question asks about: as much as for standing under a
#: heading that asks the same. Of the 54 questions on which it was chosen, .25 puts the right sentence first for 41, .35
#: for 44, and 0 for 38.
LIFT = 0.3
# Most articles that are read for this, the likeliest first, and most sentences of each: longer than articles of news.
_MOST_ARTICLES, _MOST_SENTENCES = 3, 200
_BESIDE = 80
# "Its chief executive": the office of who speaks for a firm or body, which the sentence before names.
_ITS_OFFICE = re.compile(
    r"\s*(?:its|[Ii]ts)\s+(?:[\w-]+\s+){0,2}?(?:chair(?:man|woman|person)?|executive|spokes\w+|director|president|secretary|leader"
    r"|head|founder|boss)\b"
)
_QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_VERBS = listed("is was are were has have had will would could may might did does do says") | PLAIN.keys()
_PARAGRAPH = 1_000
_PAUSE = re.compile(r"[,.:;!?\n“”\"()]")


def with_spoken(view: View, question: str, *, candidates: Sequence[Candidate], vector: Vectors) -> list[Candidate]:
    """Add the words of whoever a question asks for to the candidates, and lift them; best first, as before. If it says
    about what, those are lifted that name a part of it or are led in by a sentence that does, where there are any.

    Nothing changes for a question that asks for nobody's words. ``vector`` is the question's.
    """
    who = asked_speaker(question)
    if not who:
        return list(candidates)
    known = {c.sentence.number: c for c in candidates}
    spoken = dict(_spoken(view, who, likeliest(who, candidates)[:_MOST_ARTICLES]))
    new = [number for number in spoken if number not in known]
    cosines = map(view.similarity, (view.vectors(new) @ vector).tolist()) if new else ()
    known |= {n: Candidate(spoken[n][0], c, None, c) for n, c in zip(new, cosines, strict=True)}
    topic = topic_words(question)
    lifted = {n for n, (one, _, led) in spoken.items() if is_about(topic, one.text, led)} or spoken.keys()
    for number, (_, speaker, _) in spoken.items():
        lift = LIFT if number in lifted else 0.0
        known[number] = replace(known[number], fused=known[number].fused + lift, speaker=speaker)
    return sorted(known.values(), key=lambda c: (-c.fused, c.sentence.number))


def likeliest(who: str, candidates: Sequence[Candidate]) -> list[str]:
    """Return the articles of candidates, those first in which one names who is asked for; else in their order."""
    ordered = sorted(candidates, key=lambda c: not is_called(who, c.sentence.text))
    return list(dict.fromkeys(c.sentence.article_id for c in ordered))


def _spoken(view: View, who: str, article_ids: Sequence[str]) -> Iterator[tuple[int, tuple[Sentence, str, str]]]:
    """Yield the sentences that are somebody's words, by number, with how the article calls who said them, and the
    sentence that leads them in: the one before, where that is not the same person's words."""
    for article_id in article_ids:
        sentences, text = view.sentences(article_id), view.article(article_id).text
        if len(sentences) > _MOST_SENTENCES:
            continue
        speakers, meant, last = Speakers.kept(text, sentences), dict[str, bool](), -1
        for place, sentence in enumerate(sentences):
            speaker = speakers.of(sentence.position).speaker
            if speaker is None:
                continue
            if speaker.name not in meant:
                meant[speaker.name] = means(who, speaker.name, text=text)
            if meant[speaker.name]:
                before = "" if place in (0, last + 1) else sentences[place - 1].text
                yield sentence.number, (sentence, speaker.name, before)
                last = place


def means(who: str, name: str, *, text: str) -> bool:
    """Tell whether somebody who is asked for is a speaker of an article, by name or by what is put beside the name."""
    return is_called(who, " ".join([name, *beside(text, name)]))


def is_called(who: str, called: str) -> bool:
    """Tell whether all that tells of somebody who is asked for stands in what a speaker is called."""
    held, telling = set(map(plain_wording, stems(called))), set(content_words(who))
    wanted = [word for word in words(who) if word.text.removesuffix("'s") in telling]
    return bool(wanted) and all(
        not held.isdisjoint(map(plain_wording, word.keys + word.parts)) or _holds_office(word.text, held)
        for word in wanted
    )


def _holds_office(short: str, held: Collection[str]) -> bool:
    """Tell whether all the words of an office that is asked for in short stand in what a speaker is called."""
    return any(all(plain_wording(stem(word)) in held for word in long) for long in _offices().get(short, ()))


@cache
def _offices() -> dict[str, list[tuple[str, ...]]]:
    offices: dict[str, list[tuple[str, ...]]] = {}
    for short, *long in rows_of("short_offices"):
        offices.setdefault(short, []).append(tuple(long))
    return offices


def beside(text: str, name: str) -> list[str]:
    """Return what stands just before a name, and what is put beside it between commas, wherever it stands."""
    parts = []
    for match in re.finditer(re.escape(name), text):
        before, after = text[max(0, match.start() - _BESIDE) : match.start()], text[match.end() : match.end() + _BESIDE]
        if after.startswith(","):
            parts.append(_PAUSE.split(after[1:])[0])
            before = before.removesuffix(", ")  # "the harbour master, Ilse Brandt, said"
        parts.append(_PAUSE.split(before)[-1])
        if _ITS_OFFICE.match(parts[-1]):
            parts.append(_owner(text, match.start()))
    return parts


def _owner(text: str, start: int) -> str:
    """Return what "its chairman" at an offset is the chairman of: the subject of the sentence before, in the same
    paragraph and outside quotations; "" without one."""
    paragraph = _QUOTED.sub("", text[max(text.rfind("\n", 0, start) + 1, start - _PARAGRAPH) : start])
    for sentence in reversed(_SENTENCE_END.split(paragraph)[:-1]):
        opening = _PAUSE.split(sentence)[0].split()
        subject = list(takewhile(lambda word: word.lower() not in _VERBS and not word.endswith("ed"), opening))
        if subject and subject[0].lower() != "it":
            return " ".join(subject)
    return ""
