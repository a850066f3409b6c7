"""The static pages: complete, from this server alone, without inline code."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from starlette.testclient import TestClient

import qa.web.routes.pages
from qa.web.app import Deployment
from tests.qa.web.conftest import Serve

FOLDER = Path(qa.web.routes.pages.__file__).parents[1] / "page"
FILES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", [name for name in FILES if not name.endswith(".html")])
def test_every_file_of_the_page_is_served_and_revalidated(reading: TestClient, name: str) -> None:
    answer = reading.get(f"/page/{name}")
    assert answer.status_code == 200
    assert answer.content == (FOLDER / name).read_bytes()
    assert answer.headers["cache-control"] == "no-cache"
    again = reading.get(f"/page/{name}", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/", "/docs", "/articles/harbour", "/articles/no/such", "/nothing", "/a%2Fb/c"])
@pytest.mark.parametrize("root", ["", "/qa", "/a/b"])
def test_a_page_names_only_files_of_this_server_and_holds_no_code(serve: Serve, path: str, root: str) -> None:
    """Whatever path a proxy puts before ours: all addresses are relative to the page's own."""
    client = serve(deployment=Deployment(root_path=root))
    page = client.get(root + path, headers={"Accept": "text/html"}).text
    named = re.findall(r'(?:src|href)="([^"#]+)"', page)
    assert named
    for address in named:
        if address.startswith("https://"):  # the original of an article
            continue
        assert not address.startswith("/")
        found = client.get(urljoin(f"http://localhost{root}{path}", address))
        assert found.url.path.startswith(root)
        assert found.status_code == 200
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


def test_who_opens_what_is_not_there_gets_a_page_and_a_program_a_problem(reading: TestClient) -> None:
    for path in ("/nothing", "/articles/nothing", "/v2/models"):
        opened = reading.get(path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
        assert (opened.status_code, opened.headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert "Not Found" in opened.text
        assert reading.head(path, headers={"Accept": "text/html"}).status_code == 404
        assert reading.get(path).headers["content-type"] == "application/problem+json"
    marked = reading.get("/ask?<script>=1", headers={"Accept": "text/html"})
    assert marked.status_code == 422
    assert "<script>" not in marked.text
