"""Files as real programs write them give their words: none lost, doubled, glued or of somebody else."""

from __future__ import annotations

import io

import pytest

from index.loaders import FORMATS, choose
from tests.support.files import GOOD
from tests.support.hostile_files import hostile, mislabelled
from tests.support.odd_files import FOLDER, odd, outcomes

ODD = odd()


@pytest.mark.parametrize("name", ODD)
def test_a_file_as_a_program_writes_it_gives_its_words(name: str) -> None:
    assert outcomes(FOLDER / name) == ODD[name]


def test_every_file_has_its_line_in_the_table_and_every_format_a_good_an_odd_and_a_hostile_file() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(ODD)
    files = {f"good{suffix}" for suffix in GOOD} | hostile().keys() | mislabelled().keys() | set(ODD)
    assert len(files) >= 150
    chosen = [choose(io.BytesIO((FOLDER / name).read_bytes()), name=name) for name in ODD]
    assert {one.format for one in chosen if one is not None} == set(FORMATS)
    for one in FORMATS.values():
        assert any(name.endswith(suffix) for name in GOOD for suffix in one.suffixes)
        assert any(name.endswith(suffix) for name in hostile() for suffix in one.suffixes)
