"""JSON lines: fields, lines that are wrong, lines without end."""

from __future__ import annotations

import gzip
import io

import pytest

from index.errors import LoadError
from index.loaders import Draft
from index.loaders.jsonl import MOST_ERRORS, load_jsonl, load_jsonl_gz
from index.loaders.text import LARGEST


def load(*lines: str) -> list[Draft | LoadError]:
    return list(load_jsonl(io.BytesIO("\n".join(lines).encode())))


def test_every_documented_field_is_read_and_others_are_ignored() -> None:
    full = Draft("T.", "A title", "a1", "https://example.com", "The Post", "Ann Lee", "2024-09-03", "line 1")
    rest = '"title": "A title", "text": "T.", "url": "https://example.com", "author": "Ann Lee", "more": {"x": 1}'
    assert load(f'{{"id": "a1", "source": "The Post", "published": "2024-09-03", {rest}}}') == [full]
    assert load(f'{{"_id": "a1", "site": "The Post", "date": "2024-09-03", {rest}}}') == [full]
    assert load('{"text": "T.", "title": null, "id": 7}') == [Draft("T.", id="7", where="line 1")]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: it is not JSON"),
        ("[" * 100_000, "line 2: it is not JSON"),
        ('{"text": "a", "title": NaN}', "line 2: it is not JSON"),
        ("3", "line 2: it is of type int, not an object"),
        ("{}", "line 2: it has no text"),
        ('{"text": ["a"]}', "line 2: field 'text' is of type list"),
        ('{"text": "a", "author": 3}', "line 2: field 'author' is of type int"),
        ('{"text": "a", "id": true}', "line 2: field 'id' is of type bool"),
        ('{"text": "a", "id": 1.5}', "line 2: field 'id' is of type float"),
    ],
)
def test_a_bad_line_is_named_and_the_others_load(line: str, message: str) -> None:
    first, bad, last = load('{"text": "First."}', line, "", '{"text": "Last."}')
    assert isinstance(first, Draft)
    assert isinstance(last, Draft)
    assert (first.text, last.text, last.where) == ("First.", "Last.", "line 4")
    assert isinstance(bad, LoadError)
    assert str(bad).startswith(message)


@pytest.mark.parametrize(
    "bad", ["x", "{}", '{"a":"b"}', "[1, 2, 3, 4, 5, 6]", '"a text alone is no object"', '{"texts": "A."}']
)
@pytest.mark.parametrize("good", ['{"text":"a"}', ' {"text": "A."}\t', '\ufeff{"body": "A."}'])
def test_among_any_number_of_bad_lines_every_good_one_loads_and_all_the_others_are_counted(bad: str, good: str) -> None:
    found = load(*[bad] * 100, good, *[bad] * 150, good)
    assert [one.where for one in found if isinstance(one, Draft)] == ["line 101", "line 252"]
    errors = [str(one) for one in found if isinstance(one, LoadError)]
    assert len(errors) == MOST_ERRORS + 1
    assert errors[-1] == "230 more lines cannot be read"


def test_a_line_beyond_the_limit_ends_the_reading() -> None:
    good = b'{"text": "First."}\n'
    for data in (good + b"a" * (LARGEST + 1), good + b" " * (LARGEST + 1) + b"\n" + good):
        first, error = load_jsonl(io.BytesIO(data))
        assert isinstance(first, Draft)
        assert isinstance(error, LoadError)
        assert "line 2 is longer" in str(error)


@pytest.mark.slow
def test_a_compressed_bomb_is_not_unfolded() -> None:
    class Counted(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            assert self.tell() < 100_000, "read on after the line was too long"
            return super().read(size)

    bomb = gzip.compress(b'{"text": "First."}\n' + b"\x20" * (300 * LARGEST // 10))
    first, error = load_jsonl_gz(Counted(bomb))
    assert isinstance(first, Draft)
    assert isinstance(error, LoadError)


def test_a_damaged_archive_keeps_what_came_before_the_damage() -> None:
    whole = gzip.compress(b"".join(b'{"text": "Article %d."}\n' % n for n in range(5000)), compresslevel=1)
    *drafts, error = load_jsonl_gz(io.BytesIO(whole[: len(whole) // 2]))
    assert len(drafts) > 100
    assert isinstance(error, LoadError)
    assert "cannot be unpacked" in str(error)


def test_the_day_of_the_last_change_and_the_language_are_read_where_they_are_texts() -> None:
    (draft,) = load('{"text": "T.", "modified": "2025-03-05", "lang": "en"}')
    assert isinstance(draft, Draft)
    assert (draft.updated, draft.language) == ("2025-03-05", "en")
    assert load('{"text": "T.", "updated": 1741132800, "language": {"code": "en"}}') == [Draft("T.", where="line 1")]


def test_several_authors_may_stand_in_a_list() -> None:
    (draft,) = load_jsonl(io.BytesIO(b'{"text": "The road was closed.", "author": ["Ann Lee", "Bo Ek"]}'))
    assert isinstance(draft, Draft)
    assert draft.author == "Ann Lee; Bo Ek"
