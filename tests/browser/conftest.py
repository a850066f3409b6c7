"""A real server and a real Chromium. Every page is watched: nothing may leave the server, break the policy or fail."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, sync_playwright

from index import Article
from qa.engine import Engine
from qa.settings import Settings
from qa.web.app import create_app
from tests.qa.web.conftest import ELECTION, HARBOUR
from tests.support.doubles import HashEncoder
from tests.support.live import live

# The shell first, which draws pages and no windows: a page of its own takes a quarter of the processor time.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
_TELL_VIOLATIONS = "addEventListener('securitypolicyviolation', (e) => console.error('policy', e.blockedURI))"
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands here, and keep it in one process: a browser is slow to start."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A Chromium of this machine; without one the test is skipped."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium on the PATH: install it to run the browser tests (scripts/test does where it can)")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=_ARGUMENTS)
        yield launched
        launched.close()


@contextmanager
def serving(engine: Engine, **settings: Any) -> Iterator[str]:
    """Serve an engine in a thread; yields its address."""
    app = create_app(engine, Settings().with_(**settings), suggestions=["What caused the fire?"])
    with live(app) as address:
        yield address


@contextmanager
def engine_over(folder: Path, articles: list[Article]) -> Iterator[Engine]:
    """Open a fresh engine over the articles."""
    settings = Settings(reader="none")
    with Engine.open(folder, settings=settings, encoder=HashEncoder(), writable=True, create=True) as engine:
        engine.add(articles)
        yield engine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An engine over two articles that can be changed."""
    with engine_over(tmp_path / "corpus", [HARBOUR, ELECTION]) as opened:
        yield opened


@pytest.fixture
def address(engine: Engine) -> Iterator[str]:
    """Where that engine is served."""
    with serving(engine) as served:
        yield served


@dataclass
class Watch:
    """What a page did that nobody asked for."""

    origin: str
    faults: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()

    def over(self, page: Page) -> Page:
        """Watch a page: dialogs, errors, broken policy, requests to elsewhere."""
        page.on("dialog", lambda dialog: (self.faults.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("pageerror", lambda error: self.faults.append(f"error {error}"))
        page.on("console", lambda line: line.type == "error" and self.faults.append(f"console {line.text}"))
        page.on("request", self._requested)
        page.add_init_script(
            "addEventListener('securitypolicyviolation', (e) => console.error('policy', e.blockedURI))"
        )
        return page

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((self.origin + "/", "data:")):
            self.faults.append(f"request {request.url}")

    def unexpected(self) -> list[str]:
        """Return the faults that the test did not name."""
        return [fault for fault in self.faults if not any(part in fault for part in self.expected)]


Opener = Callable[..., Page]


@pytest.fixture
def watch(address: str) -> Watch:
    """The watch over this test's pages; a test that provokes an error names it in ``expected``."""
    return Watch(address)


@pytest.fixture
def open_page(browser: Browser, address: str, watch: Watch) -> Iterator[Opener]:
    """A function that opens the page at a path, in a browser of its own; checks at the end that nothing went wrong."""
    contexts: list[BrowserContext] = []

    def start(path: str = "/", *, width: int = 1280, base: str = "", **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 850}, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = watch.over(context.new_page())
        page.goto((base or address) + path)
        return page

    yield start
    for context in contexts:
        context.close()
    assert watch.unexpected() == []


def ask(page: Page, question: str) -> None:
    """Ask a question and wait for what comes of it."""
    turns = page.locator(".turn").count()
    page.fill("#question", question)
    page.keyboard.press("Enter")
    page.locator(".turn").nth(turns).locator(".quotes, .related, .abstained, .failed").first.wait_for()


def lacks(page: Page) -> list[str]:
    """Run axe-core over the page as it stands; returns what is serious, and landmarks that are there twice."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run()")
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical") or one["id"].startswith("landmark")
    ]


def amend(page: Page, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the answers on their way to the page: what the articles of a test do not give, or another build sends."""

    def passed_on(route: Route) -> None:
        head, _, last = route.fetch().text().rpartition("event: done\ndata: ")
        answer = json.loads(last)
        change(answer)
        told = head.partition("event: quote")[0] + f"event: done\ndata: {json.dumps(answer)}\n\n"
        route.fulfill(status=200, content_type="text/event-stream", body=told)

    page.route("**/ask/stream", passed_on)
