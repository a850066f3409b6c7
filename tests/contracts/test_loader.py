"""What every loader of a format must do, whatever stands in the file."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.errors import LoadError
from index.loaders import FORMATS, LOADERS, Draft
from tests.support.examples import examples
from tests.support.files import BODY, GOOD, SECOND

#: One end of a name for each format: those of one format are read by one loader.
SUFFIXES = [one.suffixes[0] for one in FORMATS.values()]
#: What is said where a loader raised what it should have known: the name of an exception alone.
UNEXPECTED = re.compile(r"\(\w+(?:Error|Exception|Iteration)\); it is damaged, or save it again|ended \(")
# Bytes that mean something to a format come often.
HOSTILE = st.lists(
    st.sampled_from(
        [b"<p>", b"<", b"</div>", b"---\n", b"# ", b"[a](", b"\x00", b"\xff", b"{", b'"text":', b"\x1f\x8b\x08", b"\n"]
    )
    | st.binary(max_size=20),
    max_size=30,
).map(b"".join)


def read(suffix: str, data: bytes) -> list[Draft | LoadError]:
    """Load as the walk over files does: a LoadError raised counts like one yielded."""
    try:
        return list(LOADERS[suffix](io.BytesIO(data)))
    except LoadError as error:
        return [error]


@pytest.fixture(params=SUFFIXES)
def suffix(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_good_file_gives_its_article(suffix: str) -> None:
    (draft,) = read(suffix, GOOD[suffix])
    assert isinstance(draft, Draft)
    assert BODY in draft.text
    assert draft.title == ("" if suffix == ".srt" else "Bridge closed")


def test_the_same_bytes_give_the_same_draft(suffix: str) -> None:
    assert read(suffix, GOOD[suffix]) == read(suffix, GOOD[suffix])


@pytest.mark.slow
@pytest.mark.parametrize("name", SUFFIXES)
@example(data=b"\x1b\x80")
@given(data=HOSTILE | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
@settings(max_examples=examples(50))
def test_any_bytes_give_drafts_or_load_errors_and_nothing_else(name: str, data: bytes) -> None:
    for outcome in read(name, data):
        assert isinstance(outcome, Draft | LoadError)
        assert not isinstance(outcome, LoadError) or (str(outcome) and not UNEXPECTED.search(str(outcome)))


@pytest.mark.slow
@pytest.mark.parametrize("name", SUFFIXES)
@given(at=st.integers(0, 10_000), byte=st.integers(0, 255))
@example(at=1264, byte=205)  # a zip of a version that there is not
@example(at=1240, byte=0)  # a zip with a file without a name
@settings(max_examples=examples(30))
def test_a_good_file_with_a_byte_changed_or_cut_off_does_no_harm(name: str, at: int, byte: int) -> None:
    good = GOOD[name]
    at %= len(good)
    for damaged in (good[:at] + bytes([byte]) + good[at + 1 :], good[:at]):
        outcomes = read(name, damaged)
        assert all(isinstance(outcome, Draft | LoadError) for outcome in outcomes)
        assert not [one for one in outcomes if isinstance(one, LoadError) and UNEXPECTED.search(str(one))]


def test_an_empty_file_has_no_article(suffix: str) -> None:
    assert not [draft for draft in read(suffix, b"") if isinstance(draft, Draft) and draft.text.strip()]


def test_places_stand_in_order_within_the_text(suffix: str) -> None:
    (draft,) = read(suffix, GOOD[suffix])
    assert isinstance(draft, Draft)
    starts = [start for start, _ in draft.places]
    assert starts == sorted(set(starts))
    assert all(0 <= start < len(draft.text) and place for start, place in draft.places)
    if SECOND in draft.text and draft.places:
        assert len(draft.places) > 1


def test_binary_is_refused(suffix: str) -> None:
    assert not [draft for draft in read(suffix, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 9) if isinstance(draft, Draft)]
