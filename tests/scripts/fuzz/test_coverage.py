"""What coverage-guided fuzzing changes: mostly what is in a packed file, packed again; never more than is allowed."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from index.loaders import FORMATS
from scripts.fuzz.coverage import changed, reader
from tests.support.files import GOOD


def _members(data: bytes) -> dict[str, bytes] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001 - whatever unpacking a damaged file raises
        return None


def test_a_file_in_a_packed_one_is_changed_and_packed_again() -> None:
    good, made = _members(GOOD[".docx"]), [_members(changed(GOOD[".docx"], 4096, seed)) for seed in range(100)]
    whole = [members for members in made if members is not None]
    assert len(whole) > 70
    assert sum(members != good for members in whole) > 70
    unpacked = [changed(gzip.compress(b'{"text": "It rained."}'), 4096, seed) for seed in range(20)]
    assert sum(data.startswith(b"\x1f\x8b") for data in unpacked) > 10


@pytest.mark.parametrize("suffix", [".docx", ".jsonl.gz", ".tar", ".txt"])
def test_a_changed_file_stays_within_its_bound_however_damaged_it_is(suffix: str) -> None:
    data = GOOD[suffix]
    for seed in range(200):
        data = changed(data, 3000, seed)
        assert len(data) <= 3000


@pytest.mark.parametrize("name", FORMATS)
def test_the_target_of_each_format_reads_a_good_file_and_nothing_at_all(name: str) -> None:
    read = reader(name)
    for data in (GOOD[suffix] for suffix in FORMATS[name].suffixes if suffix in GOOD):
        read(data)
    read(b"")


def test_a_target_passes_over_what_a_loader_refuses_and_lets_any_other_error_through() -> None:
    reader("docx")(b"no document")
    with pytest.raises(TypeError):
        reader("docx")("text instead of bytes")
