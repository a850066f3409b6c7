"""A sealed file says exactly what was written, or is refused by name with what mends it."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.durable.sealed_json import sealed, unsealed
from index.errors import CorpusDamaged

BODY = {"b": [1, 2.5, None, "é"], "a": {"x": True}}


def test_what_was_sealed_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(sealed(BODY))
    assert unsealed(path, mend="mend it") == BODY
    assert sealed(BODY) == sealed(dict(reversed(BODY.items())))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "missing or cannot be read"),
        (b"", "missing or cannot be read"),
        (b"[1]", "missing or cannot be read"),
        (b"\xff{}", "missing or cannot be read"),
        (b"[" * 100_000, "missing or cannot be read"),
        (b"{}", "missing or cannot be read"),
        (json.dumps(BODY | {"sha256": "0"}).encode(), "does not match its own sha256"),
    ],
)
def test_anything_else_is_refused_with_what_mends_it(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "x.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CorpusDamaged, match=rf"x\.json.*{said}; mend it"):
        unsealed(path, mend="mend it")


@given(st.integers(0, len(sealed(BODY)) - 1), st.integers(0, 7))
def test_no_flipped_bit_changes_what_is_said(tmp_path_factory: pytest.TempPathFactory, place: int, bit: int) -> None:
    path = tmp_path_factory.mktemp("seal") / "x.json"
    data = bytearray(sealed(BODY))
    data[place] ^= 1 << bit
    path.write_bytes(data)
    with contextlib.suppress(CorpusDamaged):
        assert unsealed(path, mend="") == BODY
