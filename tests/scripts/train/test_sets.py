"""The registry of sets: it says of each file whether it is there and the one meant."""

import hashlib

from scripts.train.sets import SETS, QuestionSet, faults


def test_missing_and_other_files_are_named_with_where_they_come_from(tmp_path):
    (tmp_path / "a.json").write_text("right")
    (tmp_path / "b.json").write_text("wrong")
    digest = hashlib.sha256(b"right").hexdigest()
    chosen = QuestionSet(
        "Made",
        "train",
        "https://example.org/made",
        "CC0",
        "json",
        dict.fromkeys(("a.json", "b.json", "c.json"), digest),
    )
    other, missing = faults(tmp_path, (chosen,))
    assert "b.json has sha256" in other
    assert "c.json is missing: Made (CC0), https://example.org/made" in missing


def test_every_set_has_an_address_a_licence_and_digests():
    for chosen in SETS:
        assert chosen.use in ("train", "left out")
        assert chosen.address.startswith("https://")
        assert chosen.licence.startswith("CC ")
        assert all(len(digest) == 64 for digest in chosen.files.values())
