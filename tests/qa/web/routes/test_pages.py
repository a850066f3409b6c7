"""The static pages: complete, from this server alone, without inline code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import qa.web.routes.pages

FOLDER = Path(qa.web.routes.pages.__file__).parents[1] / "page"
FILES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", FILES)
def test_every_file_of_the_page_is_served_and_revalidated(client: TestClient, name: str) -> None:
    answer = client.get(f"/page/{name}")
    assert answer.status_code == 200
    assert answer.content == (FOLDER / name).read_bytes()
    assert answer.headers["cache-control"] == "no-cache"
    again = client.get(f"/page/{name}", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_a_page_names_only_files_of_this_server_and_holds_no_code(client: TestClient, path: str) -> None:
    page = client.get(path).text
    named = re.findall(r'(?:src|href)="([^"#]+)"', page)
    assert named
    for address in named:
        assert address.startswith("/")
        assert client.get(address).status_code == 200
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=|javascript:", page)


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".js")])
def test_scripts_make_no_markup_from_text(name: str) -> None:
    code = (FOLDER / name).read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc", code)
    assert not re.search(r"https?://", re.sub(r"//.*", "", code))
    assert len(code.splitlines()) < 250


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".css")])
def test_styles_load_nothing_from_elsewhere(name: str) -> None:
    style = (FOLDER / name).read_text(encoding="utf-8")
    assert not re.search(r"@import|url\((?![\"'](fonts|icons)/)", style)
