"""Plain text: decoding, the title, the size limit."""

from __future__ import annotations

import codecs
import io

import pytest

from index.errors import LoadError
from index.loaders import Draft
from index.loaders.text import LARGEST, decode, load_text, read_limited


def load(data: bytes) -> Draft:
    (draft,) = load_text(io.BytesIO(data))
    assert isinstance(draft, Draft)
    return draft


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_byte_order_mark_declares_the_encoding_and_is_no_part_of_the_text(encoding: str) -> None:
    assert decode("\ufeffBrücke".encode(encoding)) == "Brücke"


def test_text_that_is_not_utf_8_is_refused_by_the_byte() -> None:
    with pytest.raises(LoadError, match=r"not UTF-8 at byte 2 \(0xfc\); save it as UTF-8"):
        decode("Brücke".encode("latin-1"))
    with pytest.raises(LoadError, match="not UTF-16-LE at byte 4"):
        decode(codecs.BOM_UTF16_LE + b"a\x00b")


def test_binary_is_refused() -> None:
    with pytest.raises(LoadError, match="NUL at 3"):
        decode(b"abc\x00def")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Bridge closed\n\nThe road was closed.", "Bridge closed"),
        ("\n\n  Who pays? \r\n \r\nThe ministry pays.", "Who pays?"),
        ("Bridge closed\nThe road was closed.", ""),
        ("The road was closed.\n\nNobody was hurt.", ""),
        ("- Forty villages cut off\n\nThe road was closed.", ""),
        ("Only one line", ""),
        ("Bridge closed\n\n", ""),
        ("x" * 300 + "\n\nThe road was closed.", ""),
    ],
)
def test_the_title_is_a_first_line_set_apart_that_no_full_stop_ends(text: str, title: str) -> None:
    draft = load(text.encode())
    assert draft.title == title
    assert draft.text == text


def test_a_file_may_have_just_so_many_bytes() -> None:
    assert len(read_limited(io.BytesIO(b"a" * LARGEST))) == LARGEST
    with pytest.raises(LoadError, match="larger than 10,485,760 bytes"):
        read_limited(io.BytesIO(b"a" * (LARGEST + 1)))
