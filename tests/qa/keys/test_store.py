"""The file of keys: changed by several at once, damaged, full."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import qa.keys.store
from index.errors import CorpusDamaged
from qa.errors import KeyRefused
from qa.keys import KeyFile


def test_keys_made_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda number: KeyFile(tmp_path).create(f"k{number}", scope="read"), range(24)))
    assert {key for _, key in made} == set(KeyFile(tmp_path).read())
    assert len({text for text, _ in made}) == 24


@pytest.mark.parametrize("written", [b"", b"{}", b"[]", b'{"keys": [], "sha256": "0"}'])
def test_a_damaged_file_is_an_error_that_says_what_to_do(tmp_path: Path, written: bytes) -> None:
    file = KeyFile(tmp_path)
    file.create("one", scope="read")
    file.path.write_bytes(written)
    for attempt in (file.read, lambda: file.create("two", scope="read"), lambda: file.revoke("x")):
        with pytest.raises(CorpusDamaged, match="qa keys create"):
            attempt()
    assert file.path.read_bytes() == written


def test_a_flipped_bit_does_not_change_what_a_key_may_do(tmp_path: Path) -> None:
    file = KeyFile(tmp_path)
    file.create("one", scope="read")
    file.path.write_bytes(file.path.read_bytes().replace(b'"read"', b'"admin"'))
    with pytest.raises(CorpusDamaged):
        file.read()


def test_keys_that_are_no_longer_valid_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qa.keys.store, "MOST_KEYS", 2)
    file = KeyFile(tmp_path)
    _, first = file.create("first", scope="read")
    file.create("second", scope="read")
    with pytest.raises(KeyRefused, match="revoke one"):
        file.create("third", scope="read")
    file.revoke(first.id)
    file.create("third", scope="read")
    assert [key.name for key in file.read()] == ["second", "third"]
