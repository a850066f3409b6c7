"""What of an article stands between quotation marks, sentence by sentence."""

from __future__ import annotations

from index.records import Sentence
from index.splitting.sentences import split
from qa.attribution.quoted_spans import QuotedText
from qa.attribution.reporting_clauses import BLANK
from qa.attribution.speakers import Speakers

TEXT = "“The gate is sound. It will hold,” said Odile Farrow. It rained.\n\n“We wait,” she said:\n\n“And then we row.”"


def _quoted(text: str) -> QuotedText:
    spans = split(text, title="")
    return QuotedText(
        text,
        [Sentence(n, "a", n, s.start, s.end, s.role, s.section, text[s.start : s.end]) for n, s in enumerate(spans)],
    )


def test_quoted_characters_are_blanked_and_no_others() -> None:
    quoted = _quoted(TEXT)
    assert set(quoted.blanked(0)) == {BLANK}
    assert quoted.blanked(1).replace(BLANK, "") == " said Odile Farrow."
    assert quoted.blanked(2) == "It rained."
    assert all(len(quoted.blanked(n)) == len(s.text) for n, s in enumerate(quoted.sentences))


def test_a_sentence_stands_in_a_quotation_as_a_whole_or_not() -> None:
    quoted = _quoted(TEXT)
    around = quoted.around(0)
    assert around is not None
    assert TEXT[slice(*around)].startswith("“The gate")
    assert quoted.around(2) is None
    assert list(quoted.sharing(around)) == [0, 1]


def test_speech_runs_on_behind_a_colon() -> None:
    quoted = _quoted(TEXT)
    assert quoted.runs_on(3)
    assert not quoted.runs_on(2)
    assert quoted.in_one_block(0, 2)
    assert not quoted.in_one_block(2, 3)
    assert not quoted.in_one_block(-1, 0)


def test_of_a_quotation_that_is_never_closed_only_the_first_sentence_is_surely_said() -> None:
    left_open = "Odile Farrow said: “The gate is sound. Firemen came. The mayor said nothing.\n\n"
    quoted = _quoted(left_open + "It rained.")
    assert quoted.blanked(0).replace(BLANK, "") == "Odile Farrow said: "
    assert [quoted.blanked(n) for n in (1, 2)] == ["Firemen came.", "The mayor said nothing."]
    goes_on = _quoted(left_open + "“It will hold.”")
    assert [set(goes_on.blanked(n)) for n in (1, 2)] == [{BLANK}, {BLANK}]


def test_nobody_is_made_to_say_what_stands_behind_a_forgotten_mark() -> None:
    text = (
        "“The gate is sound,” said Odile Farrow. “It will hold. Firemen brought 31 people to the school.\n\nIt rained."
    )
    quoted = _quoted(text)
    speakers = Speakers(text, quoted.sentences)
    said = {s.text: speakers.of(s.position).speaker for s in quoted.sentences}
    assert said["Firemen brought 31 people to the school."] is None
    assert said["“The gate is sound,” said Odile Farrow."] is not None
