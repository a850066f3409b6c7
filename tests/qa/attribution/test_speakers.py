"""Whose words a sentence is: hand-checked cases, and what holds for any text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Sentence
from index.splitting.sentences import split
from qa.attribution.speakers import Said, Speakers
from qa.samples import articles

CASES = [
    json.loads(line) for line in (Path(__file__).parents[2] / "data/attribution.jsonl").read_text("utf-8").splitlines()
]


def sentences(text: str, title: str = "") -> list[Sentence]:
    spans = split(text, title=title)
    return [Sentence(n, "a", n, s.start, s.end, s.role, s.section, text[s.start : s.end]) for n, s in enumerate(spans)]


def said(text: str, part: str) -> Said:
    speakers = Speakers(text, sentences(text))
    (position,) = [s.position for s in speakers.sentences if part in s.text]
    return speakers.of(position)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_a_sentence_is_whose_words_it_is(case: dict[str, str]) -> None:
    found = []
    for part, *_ in case["said"]:
        of = said(case["text"], part)
        speaker = of.speaker
        found.append([part, speaker and speaker.name, speaker and speaker.via, of.speech])
    assert found == case["said"]


def test_on_texts_that_no_rule_was_made_for_no_speaker_is_wrong_and_few_are_missed() -> None:
    path = Path(__file__).parents[2] / "data/attribution_held_out.jsonl"
    told = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    pairs = [(name, said(case["text"], part).speaker) for case in told for part, name in case["said"]]
    known = [(name, speaker.name) for name, speaker in pairs if speaker is not None]
    assert [pair for pair in known if pair[0] != pair[1]] == []
    assert len(known) >= 19  # of 22


def test_in_an_article_of_another_language_nobody_speaks() -> None:
    text = "„Der Damm ist sicher“, said Odile Farrow. Die Behörde hat das nicht bestätigt, und der Damm ist zu."
    assert said(text, "Der Damm ist sicher") == Said()


PIECES = st.sampled_from(
    [
        "“The gates are sound,”",
        "“It is late.",
        "Too late,”",
        '"Why?"',
        " said Odile Farrow",
        " the mayor of Stenby, Ludmila Crane, said",
        " she said",
        " he added",
        "Mr. Holm told reporters that",
        "According to police",
        ", who keeps the lock,",
        "Old gates, new water",
        "- ",
        ":",
        ". ",
        " ",
        "\n",
        "\n\n",
        "O’Neill’s",
        "Ærø",
    ]
)


@given(st.lists(PIECES | st.text(max_size=12), max_size=14).map("".join))
def test_a_speaker_always_stands_in_the_article_as_told(text: str) -> None:
    speakers = Speakers(text, sentences(text))
    for position in range(len(speakers.sentences)):
        of = speakers.of(position)
        assert of.speaker is None or of.speech is not None
        if of.speaker is not None:
            assert of.speaker.name == text[of.speaker.start : of.speaker.end] != ""


def test_what_was_asked_first_changes_no_speaker() -> None:
    text = next(a for a in articles() if a.id == "harrowmere-attack-1").text
    forwards, backwards = Speakers(text, sentences(text)), Speakers(text, sentences(text))
    places = range(len(forwards.sentences))
    assert [forwards.of(place) for place in places] == [backwards.of(place) for place in reversed(places)][::-1]


def test_the_spoken_sentences_of_the_samples_have_their_speakers() -> None:
    # Read by hand: of these speakers every one is right, and those who are left out stand in what is not attributed.
    told = {}
    for article in articles():
        speakers = Speakers(article.text, sentences(article.text, article.title))
        known = [speakers.of(n).speaker for n in range(len(speakers.sentences)) if speakers.of(n).speech == "direct"]
        assert None not in known, article.id
        told[article.id.split(".")[0]] = [speaker.name for speaker in known if speaker]
    assert told["harrowmere-attack-2"] == ["Maren Tolvaisa"] * 2 + ["Edvard Kostrel"] * 2 + ["Jonna Prewitt"] * 2
    assert told["pellworth-library-vote"] == ["Constance Ivory"] * 2
    assert told["chile-miners-2010"] == ["Luis Urzúa"]
    assert sum(map(len, told.values())) >= 30


def test_speech_whose_paragraphs_were_run_together_goes_on_where_a_mark_can_only_open() -> None:
    text = (
        'Odile Farrow said: "The river is high. It will rise. "We have closed the lower gate. "Nobody may cross it." '
        'The council met. "It is late," said Ludwig Holm.'
    )
    for part in ("The river is high", "It will rise", "lower gate", "Nobody may cross"):
        speaker = said(text, part).speaker
        assert (part, speaker and speaker.name) == (part, "Odile Farrow")
    assert said(text, "The council met") == Said()


def test_a_word_that_only_joins_sentences_says_nothing() -> None:
    text = "Meanwhile, Farrow Mills which lost its bridge, said it would rebuild by June."
    assert said(text, "rebuild") == Said()


def test_the_labels_are_places_alone_and_as_many_as_are_reported() -> None:
    path = Path(__file__).parents[2] / "data/attribution_labels.jsonl"
    labels = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert all(one.keys() == {"article", "start", "end", "speaker", "half"} for one in labels)
    assert len({(one["article"], one["start"]) for one in labels}) == len(labels) == 165
    assert sum(one["speaker"] is not None for one in labels) == 146
    assert {one["half"] for one in labels} == {"mended", "held"}


def test_she_is_not_the_man_whose_accountant_she_is() -> None:
    text = "Victor Harrell was cleared.\n\nHarrell's accountant, Zbeta Marlo, pleaded guilty. She said it was over."
    assert said(text, "She said it was over.").speaker is None
