"""A web server on this machine for tests of fetching: pages by path, and what each request brought."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """What is served: (type, body) or a function by path; each has its digest as its etag."""

    address: str = ""
    pages: dict[str, tuple[str, bytes] | Answer] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str], int]] = field(default_factory=list)

    def page(self, path: str, body: str, kind: str = "text/html; charset=utf-8") -> str:
        """Serve a text under a path, and return its address."""
        self.pages[path] = (kind, body.encode())
        return self.address + path

    def story(self, path: str, text: str, head: str = "") -> str:
        """Serve an article."""
        title = text.partition(".")[0]
        body = f"<body><article><p>{text}</p></article></body>"
        return self.page(path, f"<html><head><title>{title}</title>{head}</head>{body}</html>")

    def statuses(self, path: str) -> list[int]:
        """Return what was answered for a path, in order."""
        return [status for asked, _, status in self.requests if asked == path]


@contextmanager
def served() -> Iterator[Site]:
    """Serve a site for as long as the block runs."""
    site = Site()

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            page = site.pages.get(path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            if callable(page):
                site.requests.append((path, headers, 0))
                self.close_connection = True
                with suppress(OSError):  # the client has had enough
                    page(self)
                return
            kind, body = page or ("text/plain", b"nothing here")
            etag = f'"{hash(body)}"'
            status = 404 if page is None else 304 if headers.get("if-none-match") == etag else 200
            site.requests.append((path, headers, status))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("ETag", etag)
            self.send_header("Content-Length", "0" if status == 304 else str(len(body)))
            self.end_headers()
            if status != 304:
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def redirect(location: str, status: int = 302) -> Answer:
    """Answer that what is wanted is elsewhere."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Location", location)
        request.send_header("Set-Cookie", "who=1")
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


def endless(pause: float = 0.0, part: bytes = b"x" * 65_536) -> Answer:
    """Answer without an end, with a pause between parts."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "text/plain")
        request.end_headers()
        while True:
            request.wfile.write(part)
            request.wfile.flush()
            time.sleep(pause)

    return answer


def slow_head(pause: float) -> Answer:
    """Answer with a head of which a byte comes now and then."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while True:
            request.wfile.write(b"x")
            request.wfile.flush()
            time.sleep(pause)

    return answer
