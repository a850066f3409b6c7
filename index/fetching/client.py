"""A safe GET: http and https, each redirect checked again, bounds on bytes, time and redirects, no proxy, no cookie.

Owns those bounds and what is sent. Knows nothing of what is fetched.
"""

from __future__ import annotations

import logging
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin

import httpcore

from index.errors import FetchError, FetchGone
from index.fetching.addresses import OPEN_WEB, Policy
from index.fetching.guarded_network import Deadline, GuardedNetwork

log = logging.getLogger("index.fetching")

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_CHARSET = re.compile(r"(?i);\s*charset\s*=\s*\"?([\w:.-]{1,40})")
#: Servers need to know no more than this about the client.
_AGENT = "grounded-qa"
_TOLD = "nothing could be fetched from {!r}; give the address of an article on the open web"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of one fetch with its redirects. Articles are smaller than 10 MB, and nobody waits longer than 20 s."""

    seconds: float = 20.0
    pause_seconds: float = 10.0
    most_bytes: int = 10 * 1024 * 1024
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came. ``url`` is where it was in the end; ``body`` is None when it has not changed since ``etag`` or
    ``modified``, which are then those that were sent. ``is_open``: whether it came from the open web."""

    url: str
    body: bytes | None
    media_type: str = ""
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None
    is_open: bool = False


class Fetcher:
    """Fetches by GET. Safe to use from several threads at once."""

    def __init__(self, policy: Policy = OPEN_WEB, bounds: Bounds | None = None) -> None:
        """Fetch what a policy allows, within bounds."""
        self._policy, self._bounds = policy, bounds or Bounds()
        self._tls: ssl.SSLContext | None = None

    def get(
        self, url: str, *, etag: str | None = None, modified: str | None = None, from_open_web: bool = False
    ) -> Fetched:
        """Fetch what stands at an address, unless it is what the server named by ``etag`` and ``modified`` before.
        ``from_open_web``: the address was read there, and is fetched only if it is there too, whatever the policy.

        Raises FetchError; the reason is in the log and not in the message, so that a remote client cannot find out
        which addresses are refused, closed or silent. Raises FetchGone where the server says that there is nothing."""
        network = GuardedNetwork(self._policy, Deadline(self._bounds.seconds), from_open_web=from_open_web)
        try:
            fetched = self._get(url, network, etag=etag, modified=modified)
            return replace(fetched, is_open=network.is_open)
        except FetchError as error:
            log.info("%.300r was not fetched: %s", url, error.why)
            raise type(error)(_TOLD.format(url[:200]), error.why) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
            why = f"{type(error).__name__}: {error}"[:300]
            log.info("%.300r was not fetched: %s", url, why)
            raise FetchError(_TOLD.format(url[:200]), why) from None

    def _get(self, url: str, network: GuardedNetwork, *, etag: str | None, modified: str | None) -> Fetched:
        headers = {"User-Agent": _AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": modified} if modified else {}
        # No connection is kept for a later hop: the guard stands where one is made.
        with httpcore.ConnectionPool(
            network_backend=network, ssl_context=self._context(), max_keepalive_connections=0
        ) as pool:
            for _hop in range(self._bounds.redirects + 1):
                parts = self._policy.checked(url)
                fields = list({**headers, "Host": parts.netloc}.items())
                with pool.stream("GET", _as_bytes(url), headers=fields, extensions=self._timeouts()) as reply:
                    known = _fields(reply)
                    if reply.status not in _REDIRECTS:
                        return self._taken(reply, url, known=known, sent=(etag, modified))
                    following = _following(url, known.get("location", ""))
                if parts.scheme == "https" and not following.startswith("https:"):
                    raise FetchError(url, f"it redirects to {following[:200]!r}, without TLS")
                url = following
        raise FetchError(url, f"more than {self._bounds.redirects} redirects")

    def _taken(
        self, reply: httpcore.Response, url: str, *, known: dict[str, str], sent: tuple[str | None, str | None]
    ) -> Fetched:
        if reply.status == 304:
            return Fetched(url, None, etag=sent[0], modified=sent[1])
        if reply.status in _GONE:
            raise FetchGone(url, f"status {reply.status}")
        if reply.status != 200:
            raise FetchError(url, f"status {reply.status}")
        if known.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            raise FetchError(url, "it came packed though it was asked for as it is")
        kind = known.get("content-type", "")
        charset = _CHARSET.search(kind)
        return Fetched(
            url,
            b"".join(self._bounded(reply, url)),
            media_type=kind.partition(";")[0].strip().lower(),
            charset=charset[1] if charset else None,
            etag=known.get("etag"),
            modified=known.get("last-modified"),
        )

    def _bounded(self, reply: httpcore.Response, url: str) -> Iterator[bytes]:
        size = 0
        for part in reply.iter_stream():
            size += len(part)
            if size > self._bounds.most_bytes:
                raise FetchError(url, f"it has more than {self._bounds.most_bytes:,} bytes")
            yield part

    def _timeouts(self) -> dict[str, dict[str, float]]:
        pause = self._bounds.pause_seconds
        return {"timeout": {"connect": pause, "read": pause, "write": pause, "pool": pause}}

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:  # it takes some 20 ms to make
            self._tls = httpcore.default_ssl_context()
        return self._tls


def _following(url: str, location: str) -> str:
    try:
        return urljoin(url, location).partition("#")[0]
    except ValueError as error:
        raise FetchError(url, f"it redirects to what is no address ({error})") from error


def _as_bytes(url: str) -> bytes:
    return url.partition("#")[0].encode("ascii", "surrogatepass") if url.isascii() else _quoted(url)


def _quoted(url: str) -> bytes:
    return b"".join(bytes([b]) if b < 128 else b"%%%02X" % b for b in url.partition("#")[0].encode("utf-8", "replace"))


def _fields(reply: httpcore.Response) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in reply.headers}
