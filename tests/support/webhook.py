"""A receiver of webhooks on this machine for tests: what was sent, and the status that each is answered with."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """``status`` is answered to what comes; ``came`` is set by each."""

    url: str = ""
    status: int = 204
    bodies: list[dict[str, Any]] = field(default_factory=list)
    came: threading.Event = field(default_factory=threading.Event)


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Receive for as long as the block runs."""
    held = Receiver()

    class Receiving(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            held.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(held.status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()
            held.came.set()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiving)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    held.url = f"http://127.0.0.1:{server.server_address[1]}/hook/secret"
    try:
        yield held
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
