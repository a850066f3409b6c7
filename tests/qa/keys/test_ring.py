"""The check of keys in a running service."""

from __future__ import annotations

import hmac
from pathlib import Path

import pytest

import qa.keys.ring
from index.errors import CorpusDamaged
from qa.keys import KeyFile, Ring


def test_a_key_is_known_from_its_making_and_refused_from_its_revocation(tmp_path: Path) -> None:
    ring, file = Ring(tmp_path), KeyFile(tmp_path)
    assert not ring.demands_key()
    text, key = file.create("one", scope="read")
    assert ring.demands_key()
    assert ring.authenticate(text) == key
    other, _ = file.create("two", scope="write")
    file.revoke(key.id)
    assert ring.authenticate(text) is None
    assert ring.authenticate(other) is not None


def test_a_key_expires(tmp_path: Path) -> None:
    now = 1_000_000.0
    text, _ = KeyFile(tmp_path, clock=lambda: now).create("one", scope="read", days=1)
    ring = Ring(tmp_path, clock=lambda: now)
    assert ring.authenticate(text) is not None
    now += 86_400
    assert ring.authenticate(text) is None


def test_to_remove_or_damage_the_file_opens_nothing(tmp_path: Path) -> None:
    ring, file = Ring(tmp_path, setting="own"), KeyFile(tmp_path)
    text, _ = file.create("one", scope="read")
    assert ring.authenticate(text) is not None
    file.path.write_bytes(b"{}")
    for _ in range(2):
        with pytest.raises(CorpusDamaged):
            ring.authenticate(text)
    file.path.unlink()
    assert ring.demands_key()
    assert ring.authenticate(text) is None
    assert ring.authenticate("own") is not None
    bare = Ring(tmp_path)
    file.path.write_bytes(b"{}")
    with pytest.raises(CorpusDamaged):
        bare.demands_key()
    file.path.unlink()
    assert bare.demands_key()


def test_every_key_is_compared_in_the_same_time_hit_or_miss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = KeyFile(tmp_path)
    texts = [file.create(f"k{number}", scope="read")[0] for number in range(3)]
    ring = Ring(tmp_path, setting="own")
    compared, real = [], hmac.compare_digest

    def compare(left: str, right: str) -> bool:
        compared.append(right)
        return real(left, right)

    monkeypatch.setattr(qa.keys.ring.hmac, "compare_digest", compare)
    for text in (*texts, "own", "wrong", ""):
        compared.clear()
        ring.authenticate(text)
        assert len(compared) == 4
