"""The keys of several corpora: each opens one, a key for any closes all, damage stays where it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import CorpusDamaged
from qa.keys import KeyFile, Rings


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, Path]:
    """The folders of two corpora."""
    return {name: tmp_path / name for name in ("a", "b")}


def test_a_key_opens_the_corpus_in_whose_folder_it_lies_and_that_of_the_setting_all(folders: dict[str, Path]) -> None:
    rings = Rings(folders, setting="own")
    text, key = KeyFile(folders["a"]).create("one", scope="read")
    assert rings.authenticate(text, "a") == key
    assert rings.authenticate(text, "b") is None
    assert [rings.opened_by(one) for one in (text, "own", "wrong", "")] == [{"a"}, {"a", "b"}, set(), set()]


def test_a_key_for_one_is_demanded_for_all(folders: dict[str, Path]) -> None:
    rings = Rings(folders)
    assert not any(rings.demands_key(name) for name in folders)
    KeyFile(folders["b"]).create("one", scope="read")
    assert all(rings.demands_key(name) for name in folders)


def test_keys_that_cannot_be_read_demand_one_everywhere_and_open_nothing(folders: dict[str, Path]) -> None:
    text, _ = KeyFile(folders["a"]).create("one", scope="read")
    KeyFile(folders["a"]).path.write_bytes(b"{}")
    rings = Rings(folders)
    assert rings.demands_key("b")
    assert not rings.opened_by(text)
    with pytest.raises(CorpusDamaged):
        rings.authenticate(text, "a")
