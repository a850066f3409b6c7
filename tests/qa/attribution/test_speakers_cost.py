"""What attribution costs: its work grows with the text and not with its square, whoever wrote the text."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from string import ascii_lowercase

import pytest

from index.records import Sentence
from index.splitting.sentences import split
from qa.attribution.person_names import Persons
from qa.attribution.quoted_spans import QuotedText
from qa.attribution.reporting_clauses import MOST_VERBS, attribution
from qa.attribution.speakers import Speakers
from tests.support.work import steps

# More than four times the work for four times the text, but far from the sixteen times of a square.
SOME_SLACK = 6


def sentences(text: str) -> list[Sentence]:
    return [
        Sentence(n, "a", n, s.start, s.end, s.role, s.section, text[s.start : s.end]) for n, s in enumerate(split(text))
    ]


def all_speakers(text: str) -> Callable[[], object]:
    """Return a call that asks for the speaker of each sentence, the last first: that follows the longest ways."""
    told = sentences(text)

    def ask() -> object:
        speakers = Speakers(text, told)
        return [speakers.of(position) for position in reversed(range(len(told)))]

    return ask


def many_names(count: int) -> str:
    words = ("".join(letters).capitalize() for letters in product(ascii_lowercase, repeat=4))
    return "".join(f"{word} Q{word.lower()}; Q{word.lower()}; " for word, _ in zip(words, range(count), strict=False))


UNITS = {
    "pronouns": "She said that it was late. ",
    "descriptions": "The mayor said it. Mayor Ann Lee came. ",
    "surnames": "Holt came. He said that it was so. ",
    "quotations in one paragraph": "“It is so,” he said. ",
    "one quotation for ever": "“It is so. It is late. ",
    "paragraphs that run on": "“We waited by the river for long.\n",
    "verbs": "has said told ",
    "sources": "according to him, ",
    "commas": ", a",
    "capitals": "Aa Bb ",
    "brackets": "Aa (who came), ",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_work_for_all_speakers_grows_with_the_article(unit: str) -> None:
    lead = "Ann Lee said that it was late. "
    short, long = (lead + unit * (size // len(unit)) for size in (6_000, 24_000))
    assert steps(all_speakers(long)) <= SOME_SLACK * steps(all_speakers(short))


def test_work_for_names_grows_with_their_number() -> None:
    short, long = many_names(250), many_names(1_000)
    assert steps(lambda: Persons(long)) <= SOME_SLACK * steps(lambda: Persons(short))


def test_a_question_about_a_name_costs_the_same_in_a_long_article() -> None:
    def asked(count: int) -> int:
        text = many_names(count) + "The mayor, Rupert Haines, came. Haines said so."
        persons = Persons(text)
        start = text.index("Haines said")
        return steps(
            lambda: [
                persons.in_full("Haines", before=start),
                persons.called("the mayor", before=start),
                persons.between(start, len(text)),
                persons.can_mean("he", "Rupert Haines", at=text.index("Rupert")),
            ]
        )

    assert asked(1_000) <= 1.5 * asked(100)


def test_a_question_about_a_quotation_costs_the_same_in_a_long_paragraph() -> None:
    def asked(count: int) -> int:
        text = "“It is so,” he said. " * count
        quoted = QuotedText(text, sentences(text))
        last = len(quoted.sentences) - 1
        quoted.around(last)
        return steps(lambda: [quoted.blanked(last), quoted.around(last), quoted.sharing((len(text) - 20, len(text)))])

    assert asked(1_000) <= 1.5 * asked(100)


@pytest.mark.parametrize(
    "hostile",
    [
        "x, she told " + "w" * 1_900 + "; she said",
        "Has " + "has " * 248 + "Q " + "said " * 190,
        "x, he said in" + " " * 1_900 + "y",
        "x, he said" + " ." * 900 + " y",
        "early " * 300 + "said",
        "on " * 600 + "said Holt",
        "he told " + "a " * 900 + ";",
        "“" + "a, " * 600 + "said Holt",
    ],
)
def test_no_pattern_gives_back_what_it_took(hostile: str) -> None:
    # Steps within a pattern cannot be counted. One that backs up would not come back within the life of a test run.
    for place in range(0, 60, 3):
        attribution(hostile[place:])


def test_a_sentence_full_of_verbs_of_saying_is_nobodys_words() -> None:
    one = "Ann Lee said that it was late"
    assert attribution(one) is not None
    assert attribution(one + ", the crane told them" * MOST_VERBS) is None


def test_a_speaker_is_followed_through_any_number_of_sentences_that_name_none() -> None:
    text = "Ann Lee said that it was late. " + "She said that it was cold. " * 2_000
    speakers = Speakers(text, sentences(text))
    speaker = speakers.of(len(speakers.sentences) - 1).speaker
    assert speaker is not None
    assert (speaker.name, speaker.via) == ("Ann Lee", "pronoun")


def test_a_quotation_is_followed_through_any_number_of_paragraphs_that_run_on() -> None:
    text = "Ann Lee, the mayor, said:\n" + "“We waited by the river for long.\n" * 2_000
    speakers = Speakers(text, sentences(text))
    speaker = speakers.of(len(speakers.sentences) - 1).speaker
    assert speaker is not None
    assert (speaker.name, speaker.via) == ("Ann Lee", "continuation")
