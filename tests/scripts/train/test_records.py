"""The groups file: what is written is read, and the same groups make the same bytes."""

from scripts.train.records import Candidate, Group, read_groups, read_recipe, write_groups

GROUP = Group("Who left?", "answered", "train", (Candidate("Ann left.", "News", True, "gold", (0, 3)),))


def test_what_is_written_is_read_by_its_fold(tmp_path):
    other = Group("Who came?", "on_topic", "dev", (Candidate("Ünal left.", "", False, "near"),))
    write_groups(tmp_path / "g.gz", [GROUP, other], recipe={"seed": 3})
    assert list(read_groups(tmp_path / "g.gz", fold="train")) == [GROUP]
    assert list(read_groups(tmp_path / "g.gz", fold="dev")) == [other]
    assert read_recipe(tmp_path / "g.gz") == {"seed": 3}


def test_the_same_groups_make_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        write_groups(tmp_path / name, [GROUP] * 3, recipe={"seed": 3})
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
