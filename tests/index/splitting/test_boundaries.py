"""Sentence ends inside a paragraph: one case a rule, written for this project."""

from __future__ import annotations

import pytest

from index.splitting.boundaries import LONGEST, sentence_spans


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, start=0, end=len(text))]


@pytest.mark.parametrize(
    "text",
    [
        # Each "|" is where a sentence ends and the next begins, with the white space that stands there.
        "Rescue teams reached Kalat at dawn.| They found the bridge gone.",
        "Dr. Amna Rauf met Lt. Gen. Karim Shah and Sen. Ellen Voss on Monday.| Nobody spoke.",
        "The talks began at 5 p.m. Tuesday and ended at 9 p.m. The doors stayed shut.".replace("p.m. The", "p.m.| The"),
        "The U.S. Treasury and the U.N. Secretary-General agreed.| So did the U.K.| They signed.",
        "Acme Inc. said so.| It owes $3.5 m.| Then it paid 2.4 billion rupees.",
        "See No. 10 and p. 55, i.e. the end.| See fig. 3, too.",
        "John E. Smith came on Feb. 3 with J. R. Khan.| It rained.",
        "It was you and I.| Did Albert I. Jones come?| Yes!| Really?!| Good.",
        "“Why?” Ann Lee asked.| “Who knows?” he said.| “Stop!” shouted Mr. Khan.",
        "“We have good friends there.| But we wait,” said Singh.| She left.",
        "He said: “We advise anyone with such deals to be aware of them.”| “At the same time, help goes on.”",
        "He waited ... and waited… in vain.| And then . . .| Nothing came.",
        "Write to Jane.Doe@example.com or see www.example.com/a.html?b=c. They answer.".replace("c. They", "c.| They"),
        "It grew by 2.5% to 1,000.75 points.| 12 people were hurt.",
        "The road was closed.|The bridge held.|“Nobody came,” he said.",
        "It opened in 1998.[3]| It closed in 2004.[4][5]| Nobody knows why.",
        "He teaches (he had been an engineer.) at the local school.| (It is small.)| It is old.",
        "地震が発生した。|けが人はいない。",
        "क्या हुआ?| सड़क बंद थी।| पुल टूट गया।",
        "ماذا حدث؟| أغلق الطريق.| لا إصابات.",
        "It ended there.| " + "(" * 60 + "then it began again",
        "« Rien n’a changé. »| La route est fermée.",
        "i think they went home. they were tired. e.g. the old ones were.".replace("home. ", "home.| ").replace(
            "tired. ", "tired.| "
        ),
    ],
)
def test_a_paragraph_splits_where_its_sentences_end(text: str) -> None:
    assert pieces(text.replace("|", "")) == [piece.strip() for piece in text.split("|")]


def test_a_stray_mark_after_the_full_stop_is_no_part_of_the_sentence() -> None:
    text = "He warned of the ramifications of those deals.: “At the same time, we help.”"
    assert pieces(text) == ["He warned of the ramifications of those deals.", "“At the same time, we help.”"]
    assert pieces(text.partition(" “")[0]) == ["He warned of the ramifications of those deals."]


def test_a_dateline_stays_with_its_sentence() -> None:
    for dateline in ("WASHINGTON: ", "PARIS (AP) — ", "QUETTA, Sept. 3 (Reuters) - "):
        assert pieces(f"{dateline}The road was closed on Tuesday.") == [f"{dateline}The road was closed on Tuesday."]


def test_pieces_without_a_letter_or_digit_are_left_out() -> None:
    assert pieces("He left. ” … : — ! . ? The end.") == ["He left. ”", "The end."]
    assert pieces("” : ... !!! — *") == []


@pytest.mark.parametrize("word", ["word ", "w" * 100 + " ", "w"])
def test_an_endless_sentence_is_cut_near_the_limit_and_loses_nothing_but_white_space(word: str) -> None:
    text = (word * 9000)[:9000].strip()
    found = pieces(text)
    assert max(map(len, found)) <= LONGEST
    assert "".join("".join(found).split()) == "".join(text.split())
    if " " in word:
        assert all(len(piece) > LONGEST // 2 for piece in found[:-1])
        assert all(set(piece.split()) <= {word.strip()} for piece in found[:-1])
