from __future__ import annotations

import io

from index.ingest.batches import prepared
from index.loaders import Draft
from index.loaders.drafts import finish
from index.loaders.isolated.subtitles import load_subtitles
from tests.support.files import BODY, GOOD_SRT, GOOD_VTT, SECOND


def read(data: bytes) -> Draft:
    (draft,) = load_subtitles(io.BytesIO(data))
    assert isinstance(draft, Draft)
    return draft


def test_the_two_formats_say_the_same() -> None:
    assert read(GOOD_SRT) == read(GOOD_VTT)
    assert read(GOOD_SRT).text == f"{BODY}\n\n{SECOND}"


def test_a_sentence_has_the_time_at_which_it_begins() -> None:
    (batch,) = prepared([finish(read(GOOD_SRT))[0]])
    assert [span.place for span in batch[0].spans] == ["at 0:00:01", "at 0:01:15"]


def test_a_line_that_live_captions_show_again_is_read_once() -> None:
    cues = [(1, "The road was closed"), (2, "The road was closed\non Tuesday."), (3, "on Tuesday.\nThe ferry sails.")]
    data = "\n".join(f"00:00:0{n}.000 --> 00:00:0{n + 1}.000\n{text}\n" for n, text in cues)
    assert read(f"WEBVTT\n\n{data}".encode()).text == "The road was closed on Tuesday. The ferry sails."


def test_another_speaker_begins_a_paragraph_and_marks_are_not_read() -> None:
    data = (
        "1\n00:00:01,000 --> 00:00:02,000\n- {\\an8}Is the <b>road</b> open?\n\n"
        "2\n00:00:02,000 --> 00:00:03,000\n- No &amp; yes.\n"
    )
    assert read(data.encode()).text == "Is the road open?\n\nNo & yes."


def test_who_speaks_stands_before_what_is_said_and_begins_a_paragraph() -> None:
    data = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann Lee>The road was</v>\n\n00:02.000 --> 00:03.000\n"
        "<v Ann Lee>closed.</v>\n\n00:03.000 --> 00:04.000\n<v.loud Bo &amp; Al>Since when?\n<v Ann Lee>Tuesday.\n"
    )
    (draft,) = load_subtitles(io.BytesIO(data.encode()))
    assert isinstance(draft, Draft)
    assert draft.text == "Ann Lee: The road was closed.\n\nBo & Al: Since when?\n\nAnn Lee: Tuesday."
    assert draft.places[0] == (0, "at 0:00:01")
