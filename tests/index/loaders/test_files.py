"""Paths and folders: what comes of each file, and that one bad file never stops the rest."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from index.errors import LoadError
from index.loaders import Loaded, load_file, load_paths

HOSTILE = Path(__file__).parents[2] / "data" / "hostile"


def write(path: Path, text: str = "The road is closed.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def names(outcomes: list[Loaded], root: Path) -> list[str]:
    return [Path(loaded.path).relative_to(root).as_posix() for loaded in outcomes]


def test_a_folder_is_read_in_order_and_to_any_depth_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/b/c/d.htm", "A.TXT", ".hidden.txt", ".git/x.txt", "c.jsonl"):
        write(tmp_path / name, '{"text": "T."}' if name == "c.jsonl" else "<p>The road is closed since Tuesday.</p>")
    outcomes = list(load_paths([tmp_path]))
    assert names(outcomes, tmp_path) == ["A.TXT", "a/b/c/d.htm", "a/z.md", "b.txt", "c.jsonl"]
    assert all(loaded.articles for loaded in outcomes)


def test_identifiers_count_from_the_folder_given(tmp_path: Path) -> None:
    here = write(tmp_path / "one" / "sub" / "x.txt")
    there = write(tmp_path / "two" / "sub" / "x.txt", "Another text.")
    assert load_file(here, root=tmp_path / "one")[0].id == load_file(there, root=tmp_path / "two")[0].id
    assert load_file(here)[0].id != load_file(here, root=tmp_path / "one")[0].id
    assert load_file(here, root=tmp_path / "two")[0].id == load_file(here)[0].id
    (first,) = load_paths([tmp_path / "one"])
    assert first.articles == tuple(load_file(here, root=tmp_path / "one"))


def test_two_articles_with_one_identifier_are_an_error_and_not_a_silent_loss(tmp_path: Path) -> None:
    write(tmp_path / "one" / "x.txt")
    write(tmp_path / "two" / "x.txt", "Another text.")
    good, bad = load_paths([tmp_path / "one", tmp_path / "two"])
    assert good.articles
    assert bad.error is not None
    assert str(tmp_path / "one" / "x.txt") in bad.error


def test_two_lines_of_a_file_that_have_one_identifier_by_chance_are_both_loaded(tmp_path: Path) -> None:
    # Of 80,000 lines two or three have the same eight digits, as these two have.
    lines = [""] * 25_988
    lines[4_133], lines[25_987] = '{"text": "The road is closed."}', '{"text": "The ferry is late."}'
    (tmp_path / "large.jsonl").write_text("\n".join(lines))
    first, second = load_paths([tmp_path])
    assert first.articles
    assert second.articles
    assert first.articles[0].id[:14] == second.articles[0].id[:14]
    assert first.articles[0].id != second.articles[0].id


def test_two_files_that_have_one_identifier_by_chance_are_both_loaded(tmp_path: Path) -> None:
    for number in (34078, 78409):
        write(tmp_path / f"d{number}" / "x.txt", f"Road {number} is closed.")
    first, second = load_paths([tmp_path])
    assert first.articles[0].id[:10] == second.articles[0].id[:10]
    assert first.articles[0].id != second.articles[0].id


def test_every_file_has_exactly_one_outcome_and_none_stops_the_rest() -> None:
    outcomes = list(load_paths([HOSTILE]))
    for loaded in outcomes:
        assert [bool(loaded.articles), loaded.error is not None, loaded.skipped is not None].count(True) == 1
    told = {Path(loaded.path).name: loaded for loaded in outcomes}
    assert set(told) == {name for name in os.listdir(HOSTILE) if not name.startswith(".")}
    loads = {name for name, loaded in told.items() if loaded.articles}
    assert loads == {"utf16.txt", "latin1.txt", "hidden.html", "charset.html", "lines.jsonl", "front-matter-python.md"}
    assert {name for name, loaded in told.items() if loaded.skipped} == {"picture.png", "no-suffix"}


def test_lines_that_are_wrong_are_told_by_number_and_the_others_load() -> None:
    outcomes = list(load_paths([HOSTILE / "lines.jsonl"]))
    assert [article.id.split("-")[0] for loaded in outcomes for article in loaded.articles] == ["good", "17", "lines"]
    wrong = [loaded.error.split(":")[0] for loaded in outcomes if loaded.error]
    assert wrong == [f"line {number}" for number in (2, 4, 5, 6, 7, 8, 9, 10, 11)]
    assert [len(loaded.notices) for loaded in outcomes if loaded.articles] == [0, 1, 1]


def test_load_file_raises_what_is_wrong_with_the_path_in_front(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match=r"nul\.txt: it holds a NUL"):
        load_file(HOSTILE / "nul.txt")
    with pytest.raises(LoadError, match=r"picture\.png: a \.png file \(a picture \(PNG\)\) is not read; read are"):
        load_file(HOSTILE / "picture.png")
    with pytest.raises(LoadError, match=r"none\.txt: the file cannot be read \(No such file"):
        load_file(tmp_path / "none.txt")


def test_loops_of_links_end_and_links_to_files_load(tmp_path: Path) -> None:
    real = write(tmp_path / "real" / "x.txt")
    (tmp_path / "real" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "real" / "self").symlink_to("self")
    (tmp_path / "real" / "y.txt").symlink_to(real)
    (tmp_path / "real" / "z.txt").symlink_to(tmp_path / "nowhere.txt")
    outcomes = {Path(loaded.path).name: loaded for loaded in load_paths([tmp_path])}
    assert outcomes["x.txt"].articles
    assert outcomes["y.txt"].articles
    assert "symbolic link to a folder" in (outcomes["loop"].skipped or "")
    assert outcomes["self"].error
    assert outcomes["z.txt"].error
    (tmp_path / "door").symlink_to(tmp_path / "real", target_is_directory=True)
    assert len(list(load_paths([tmp_path / "door"]))) == len(outcomes)


def test_what_is_no_regular_file_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    monkeypatch.chdir(tmp_path)  # the address of a socket has at most some 100 characters
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("door.txt")
        assert [loaded.skipped for loaded in load_paths([tmp_path])] == ["not a regular file"] * 2


def test_a_folder_or_file_that_cannot_be_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "shut" / "x.txt")
    write(tmp_path / "open.txt")

    def refuse(path: Path) -> list[str]:
        # Permissions do not stop an administrator, who runs these tests in a container.
        if Path(path).name == "shut":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    real = os.listdir
    monkeypatch.setattr("index.loaders.files.os.listdir", refuse)
    opened, shut = sorted(load_paths([tmp_path]), key=lambda loaded: loaded.path)
    assert opened.articles
    assert shut.error == "the folder cannot be read (Permission denied)"


def test_a_name_of_any_bytes_can_be_shown(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.txt")).write_text("The road is closed.")
    (loaded,) = load_paths([tmp_path])
    assert loaded.articles
    loaded.path.encode("utf-8")
