"""Plain text: the title, the size limit."""

from __future__ import annotations

import io

import pytest

from index.errors import LoadError
from index.loaders import Draft
from index.loaders.text import LARGEST, load_text, read_limited


def load(data: bytes) -> Draft:
    (draft,) = load_text(io.BytesIO(data))
    assert isinstance(draft, Draft)
    return draft


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
