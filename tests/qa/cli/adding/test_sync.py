"""Keeping in step: what is new, changed, renamed and gone; and when that is not believed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.fetching import Policy
from tests.qa.cli.adding.test_add import PROGRAM, folder_of, outcomes, write
from tests.qa.cli.conftest import Shell
from tests.support.news_server import Site, served


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as running:
        yield running


def titles(shell: Shell) -> list[str]:
    return sorted(article["title"] for article in shell.json("list")["articles"])


def test_what_is_deleted_renamed_and_changed_is_followed(shell: Shell, tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    beside = write(tmp_path / "apart.txt", "It rained.\n")
    assert shell("add", str(beside)) == 0
    assert shell("sync", str(folder)) == 0
    (folder / "n0.txt").unlink()
    (folder / "n1.txt").rename(folder / "m1.txt")
    write(folder / "n2.txt", "---\nid: another\n---\nItem 2 was lost.\n", age=20)
    (folder / "n2.txt").rename(folder / "n2.md")
    assert shell("sync", str(folder), "--json") == 0
    told = outcomes(shell)
    assert told == [
        ("m1.txt", "added"),
        ("n0.txt", "removed"),
        ("n1.txt", "removed"),
        ("n2.md", "added"),
        ("n2.txt", "removed"),
    ]
    assert shell.json("list")["total"] == 3
    assert shell("sync", str(folder), "--json") == 0
    assert {outcome for _, outcome in outcomes(shell)} == {"unchanged"}


def test_a_file_that_now_holds_another_article_gives_up_the_one_before(shell: Shell, tmp_path: Path) -> None:
    file = write(tmp_path / "a.md", "---\nid: one\n---\nIt rained.\n")
    assert shell("sync", str(file)) == 0
    write(file, "---\nid: two\n---\nIt snowed.\n", age=20)
    assert shell("sync", str(file)) == 0
    assert [article["id"] for article in shell.json("list")["articles"]] == ["two"]


def test_an_article_that_another_file_holds_too_stays(shell: Shell, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 0)
    for name in ("a.jsonl", "b.jsonl"):
        write(folder / name, json.dumps({"url": "https://news.example/fire", "text": "A fire burnt."}))
    assert shell("sync", str(folder)) == 0
    (folder / "a.jsonl").unlink()
    assert shell("sync", str(folder)) == 0
    assert shell.json("list")["total"] == 1
    (folder / "b.jsonl").unlink()
    write(folder / "c.txt", "It rained.\n")
    assert shell("sync", str(folder)) == 0
    assert titles(shell) != []
    assert shell.json("list")["total"] == 1


def test_a_file_that_can_no_longer_be_read_keeps_its_article_until_it_is_gone(shell: Shell, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 2)
    assert shell("sync", str(folder)) == 0
    write(folder / "n0.txt", b"\x00", age=20)
    assert shell("sync", str(folder)) == 1
    assert shell.json("list")["total"] == 2
    (folder / "n0.txt").unlink()
    assert shell("sync", str(folder)) == 0
    assert shell.json("list")["total"] == 1


def test_a_folder_that_is_empty_or_away_removes_nothing(shell: Shell, tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    assert shell("sync", str(folder)) == 0
    shutil.move(folder, tmp_path / "away")
    assert shell("sync", str(folder)) == 1
    folder.mkdir()
    assert shell("sync", str(folder)) == 1
    assert "remove --under" in shell.err
    assert shell.json("list")["total"] == 3


def test_a_path_that_never_was_is_an_error_and_no_file_that_failed(shell: Shell, tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    assert shell("sync", str(tmp_path / "inn"), str(folder), "--json") == 1
    assert "inn' does not exist" in shell.err
    assert [outcome for _, outcome in outcomes(shell)] == ["added"] * 3
    assert shell.json("failures") == {"failures": []}
    (folder / "away.txt").symlink_to(tmp_path / "nowhere.txt")
    assert shell("sync", str(folder), "--json") == 1
    assert ("away.txt", "failed") in outcomes(shell)
    assert len(titles(shell)) == 3


def test_a_trial_says_what_would_go_and_keeps_it(shell: Shell, tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    assert shell("sync", str(folder)) == 0
    (folder / "n0.txt").unlink()
    assert shell("sync", str(folder), "--dry-run", "--json") == 0
    assert ("n0.txt", "removed") in outcomes(shell)
    assert shell.json("list")["total"] == 3


def test_a_page_is_added_by_its_address_and_not_sent_again(shell: Shell, site: Site) -> None:
    url = site.story("/a/fire", "A fire destroyed four warehouses in Norvik on Monday night. Nobody was hurt.")
    assert shell("add", url, "--private-addresses") == 0
    (listed,) = shell.json("list")["articles"]
    assert listed["url"] == url
    assert shell("add", url + "?utm_source=mail#top", "--private-addresses") == 0
    assert shell.out.splitlines()[-1] == "1 unchanged"
    assert shell("add", url, "--private-addresses") == 0
    assert site.statuses("/a/fire") == [200, 304, 304]


def test_pages_of_this_machine_are_fetched_only_when_that_is_said(
    shell: Shell, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = site.story("/a", "A fire destroyed four warehouses in Norvik on Monday night. Nobody was hurt.")
    monkeypatch.setattr("qa.cli.adding.add.OPEN_WEB", Policy(ports=None))
    assert shell("add", url) == 1
    assert site.requests == []
    assert "it stands for 127.0.0.1" in shell.json("failures")["failures"][0]["reason"]


def test_the_address_that_a_page_gives_as_its_own_is_believed_of_its_own_site_alone(shell: Shell, site: Site) -> None:
    text = "A fire destroyed four warehouses in Norvik on Monday night. Nobody was hurt."
    own = site.story("/phone/fire", text, head=f'<link rel="canonical" href="{site.address}/fire">')
    assert shell("add", own, "--private-addresses") == 0
    assert shell.json("list")["articles"][0]["url"] == site.address + "/fire"
    site.story("/fire", text)
    assert shell("add", site.address + "/fire", "--private-addresses") == 0
    assert shell.out.splitlines()[-1] == "1 alias"
    other = site.story("/b", f"It is said: {text}", head='<link rel="canonical" href="https://bank.example/fire">')
    assert shell("add", other, "--private-addresses") == 0
    assert {article["url"] for article in shell.json("list")["articles"]} == {site.address + "/fire", other}


def feed(site: Site, *links: str) -> str:
    items = "".join(f"<item><title>A title</title><link>{link}</link></item>" for link in links)
    return site.page(
        "/feed", f'<rss version="2.0"><channel><title>N</title>{items}</channel></rss>', "application/rss+xml"
    )


def test_a_feed_is_kept_in_step(shell: Shell, site: Site) -> None:
    sentence = "The town council of Norvik decided on Monday to close the old bridge for number {}."
    pages = [site.story(f"/s{n}", sentence.format(n)) for n in range(3)]
    url = feed(site, *pages[:2])
    assert shell("sync", url, "--private-addresses") == 0
    assert shell.out.splitlines()[-1] == "2 added"
    assert shell("sync", url, "--private-addresses") == 0
    assert site.statuses("/feed") == [200, 304]
    assert site.statuses("/s0") == [200]
    site.story("/s1", sentence.format("one and more"))
    feed(site, pages[1], pages[2])  # the first has left the feed, and is there
    assert shell("sync", url, "--private-addresses") == 0
    assert shell.out.splitlines()[-1] == "1 added, 1 replaced"
    assert shell.json("list")["total"] == 3
    del site.pages["/s2"]
    feed(site, pages[2], pages[1])
    assert shell("sync", url, "--private-addresses") == 0
    assert shell.json("list")["total"] == 2


def test_a_page_of_a_feed_that_has_not_changed_or_lists_it_no_more_is_looked_at_again(
    shell: Shell, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence = "The town council of Norvik decided on Monday to close the old bridge for number {}."
    pages = [site.story(f"/s{n}", sentence.format(n)) for n in range(3)]
    url = feed(site, *pages)
    assert shell("sync", url, "--private-addresses") == 0
    site.story("/s0", sentence.format("nought"))
    del site.pages["/s1"]
    assert shell("sync", url, "--private-addresses") == 0  # too soon
    assert shell.json("list")["total"] == 3
    monkeypatch.setattr("qa.adding.syncing._AGAIN_SECONDS", 0.0)
    assert shell("sync", url, "--private-addresses") == 0
    assert shell.out.splitlines()[-1] == "1 gone, 1 removed, 1 replaced, 2 unchanged"
    assert site.statuses("/feed") == [200, 304, 304]
    feed(site, pages[0])
    del site.pages["/s2"]  # and has left the feed
    assert shell("sync", url, "--private-addresses") == 0
    assert titles(shell) == [sentence.format("nought").rstrip(".")]


def test_what_is_looked_at_again_is_bounded_and_asked_of_the_longest_not_read(
    shell: Shell, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [site.story(f"/s{n}", f"The town council of Norvik closed bridge number {n} on Monday.") for n in range(4)]
    url = feed(site, *pages)
    assert shell("sync", url, "--private-addresses") == 0
    monkeypatch.setattr("qa.adding.syncing._AGAIN_SECONDS", 0.0)
    monkeypatch.setattr("qa.adding.syncing._MOST_AGAIN", 2)
    for _ in range(2):
        site.requests.clear()
        assert shell("sync", url, "--private-addresses") == 0
        assert sum(path.startswith("/s") for path, _, _ in site.requests) == 2
    assert [site.statuses(f"/s{n}") for n in range(4)].count([304]) == 2
    assert shell("sync", url, "--private-addresses", "--retry-failed") == 0


def test_entries_of_a_feed_without_an_address_are_told(shell: Shell, site: Site) -> None:
    items = [{"id": "1", "url": site.story("/s1", "The quay is open.")}, {"id": "urn:2", "content_text": "It rained."}]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "N", "items": items})
    assert shell("add", site.page("/feed.json", body, "application/feed+json"), "--private-addresses") == 1
    assert "1 of its entries have no address" in shell.out
    assert shell.out.splitlines()[-1] == "1 added, 1 skipped"


def test_a_page_of_a_feed_that_failed_is_tried_again_without_being_asked(shell: Shell, site: Site) -> None:
    url = feed(site, site.address + "/later")
    assert shell("add", url, "--private-addresses") == 1
    site.story("/later", "The town council of Norvik decided on Monday to close the old bridge.")
    assert shell("add", url, "--private-addresses") == 0
    assert shell.json("list")["total"] == 1


@pytest.mark.slow
def test_watching_adds_what_comes_until_it_is_told_to_end(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 1)
    arguments = ["sync", str(folder), "--watch", "--every", "1", "--json", "--corpus", str(tmp_path / "corpus")]
    with subprocess.Popen([sys.executable, "-c", PROGRAM, *arguments], stdout=subprocess.PIPE) as watching:
        assert watching.stdout is not None
        assert json.loads(watching.stdout.readline())["outcome"] == "added"
        os.replace(write(tmp_path / "new.txt", "It rained.\n"), folder / "new.txt")
        assert json.loads(watching.stdout.readline())["path"].endswith("new.txt")
        (folder / "new.txt").unlink()
        assert json.loads(watching.stdout.readline())["outcome"] == "removed"
        os.replace(write(tmp_path / "bad.txt", b"\x00"), folder / "bad.txt")
        assert json.loads(watching.stdout.readline())["outcome"] == "failed"
        os.replace(write(tmp_path / "new.txt", "It rained.\n"), folder / "new.txt")
        assert json.loads(watching.stdout.readline())["outcome"] == "added"  # and not the same failure again
        watching.send_signal(signal.SIGTERM)
        assert watching.wait() == 0


def test_a_folder_that_is_away_stops_no_other(shell: Shell, tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    assert shell("sync", str(folder)) == 0
    shutil.move(folder, tmp_path / "away")
    other = tmp_path / "other"
    other.mkdir()
    write(other / "late.txt", "The late train of Norvik came at ten.\n")
    assert shell("sync", str(folder), str(other)) == 1
    assert shell.json("list")["total"] == 4
