"""Fetching over real connections: redirects, bounds, what is sent, and that the guard stands at each connection."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from index.errors import FetchError, FetchGone
from index.fetching import OPEN_WEB, WITH_PRIVATE, Fetcher
from index.fetching.client import Bounds
from tests.support.news_server import Site, endless, redirect, served, slow_head


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as running:
        yield running


def fetcher(**bounds: Any) -> Fetcher:
    return Fetcher(WITH_PRIVATE, Bounds(**bounds))


def test_what_stands_there_comes_with_its_kind_and_is_not_sent_twice(site: Site) -> None:
    url = site.page("/a", "It rained.", "text/plain; charset=latin-1")
    first = fetcher().get(url + "#part")
    assert (first.body, first.media_type, first.charset) == (b"It rained.", "text/plain", "latin-1")
    again = fetcher().get(url, etag=first.etag)
    assert (again.body, again.etag) == (None, first.etag)
    sent = site.requests[0][1]
    assert sent["accept-encoding"] == "identity"
    assert not {"cookie", "authorization", "referer"} & sent.keys()


def test_redirects_are_followed_to_a_bound_and_carry_no_cookie(site: Site) -> None:
    url = site.page("/end", "It rained.", "text/plain")
    site.pages["/1"] = redirect("/2", 301)
    site.pages["/2"] = redirect(url, 308)
    assert fetcher().get(site.address + "/1").url == url
    assert all("cookie" not in headers for _, headers, _ in site.requests)
    site.pages["/round"] = redirect("/round")
    with pytest.raises(FetchError) as refused:
        fetcher(redirects=3).get(site.address + "/round")
    assert "3 redirects" in refused.value.why
    assert len(site.statuses("/round")) == 4


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "ftp://1.1.1.1/", "http://[::1", "http://user@1.1.1.1/", "//169.254.169.254/", ""],
)
def test_a_redirect_is_checked_as_the_first_address_is(
    site: Site, location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first hop is let through by number, so that what is refused is the second."""
    site.pages["/1"] = redirect(location)
    policy = type("OnlyHere", (type(OPEN_WEB),), {"allows": lambda _self, ip: ip == "127.0.0.1", "__slots__": ()})
    with pytest.raises(FetchError):
        Fetcher(policy(ports=None), Bounds(redirects=2)).get(site.address + "/1")


def test_nothing_of_this_machine_is_fetched(site: Site) -> None:
    url = site.page("/secret", "The code is 4711.", "text/plain")
    with pytest.raises(FetchError):
        Fetcher().get(url)
    assert site.requests == []


def test_a_name_is_looked_up_once_and_what_was_checked_is_connected_to(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name whose numbers change between a check and the connection is of no use to whoever gave it."""
    port = int(site.address.rpartition(":")[2])
    site.page("/", "It rained.", "text/plain")
    real, asked = socket.getaddrinfo, []

    def rebinding(host: str, *rest: Any, **named: Any) -> Any:
        if host != "rebound.example":
            return real(host, *rest, **named)
        asked.append(host)
        return real("93.184.216.34" if len(asked) == 1 else "127.0.0.1", *rest, **named)

    connected: list[str] = []
    monkeypatch.setattr("socket.getaddrinfo", rebinding)

    def refuse(address: tuple[str, int], *_rest: Any, **_named: Any) -> None:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr("socket.create_connection", refuse)
    with pytest.raises(FetchError):
        Fetcher(type(OPEN_WEB)(ports=None)).get(f"http://rebound.example:{port}/")
    assert (connected, asked) == (["93.184.216.34"], ["rebound.example"])


def test_one_bad_number_among_those_of_a_name_refuses_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(_host: str, port: int, **_named: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ("93.184.216.34", "10.0.0.1")]

    monkeypatch.setattr("socket.getaddrinfo", both)
    monkeypatch.setattr("socket.create_connection", lambda *_a, **_k: pytest.fail("a connection was made"))
    with pytest.raises(FetchError):
        Fetcher().get("http://both.example/")


@pytest.fixture
def open_site(site: Site, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the same site as if it were on the open web."""
    real, connect, number = socket.getaddrinfo, socket.create_connection, "93.184.216.34"

    def look_up(host: str, *rest: Any, **named: Any) -> Any:
        return real(number if host == "open.example" else host, *rest, **named)

    def connect_here(address: tuple[str, int], *rest: Any, **named: Any) -> socket.socket:
        return connect(("127.0.0.1" if address[0] == number else address[0], address[1]), *rest, **named)

    monkeypatch.setattr("socket.getaddrinfo", look_up)
    monkeypatch.setattr("socket.create_connection", connect_here)
    return site.address.replace("127.0.0.1", "open.example")


@pytest.mark.slow
def test_the_open_web_leads_to_no_private_address_even_where_these_may_be_fetched(site: Site, open_site: str) -> None:
    secret = site.page("/secret", "The code is 4711.", "text/plain")
    site.pages["/1"] = redirect(secret)
    site.pages["/here"] = redirect(open_site + "/1")
    for start in (open_site + "/1", site.address + "/here"):
        with pytest.raises(FetchError) as refused:
            fetcher().get(start)
        assert refused.value.why == "it stands for 127.0.0.1, and was named on the open web"
    with pytest.raises(FetchError):
        fetcher().get(secret, from_open_web=True)
    assert site.statuses("/secret") == []
    assert not fetcher().get(secret).is_open
    assert fetcher().get(site.address + "/1").body == b"The code is 4711."
    site.pages["/2"] = redirect(open_site + "/secret")
    came = fetcher().get(site.address + "/2")
    assert (came.body, came.is_open) == (b"The code is 4711.", True)


def test_no_proxy_of_the_environment_is_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert fetcher().get(site.page("/a", "It rained.", "text/plain")).body == b"It rained."


def test_a_body_without_end_is_cut_off_by_its_bytes(site: Site) -> None:
    site.pages["/endless"] = endless()
    with pytest.raises(FetchError) as refused:
        fetcher(most_bytes=200_000).get(site.address + "/endless")
    assert "200,000 bytes" in refused.value.why


@pytest.mark.parametrize("answer", [endless(0.05, b"x"), slow_head(0.05)])
def test_what_comes_drop_by_drop_is_cut_off_by_the_time_of_the_whole(site: Site, answer: Any) -> None:
    site.pages["/slow"] = answer
    with pytest.raises(FetchError) as refused:
        fetcher(seconds=0.5).get(site.address + "/slow")
    assert "Timeout" in refused.value.why


def test_what_comes_packed_is_refused(site: Site) -> None:
    def packed(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Encoding", "gzip")
        request.send_header("Content-Length", "1")
        request.end_headers()
        request.wfile.write(b"x")

    site.pages["/packed"] = packed
    with pytest.raises(FetchError):
        fetcher().get(site.address + "/packed")


def test_what_is_gone_is_told_from_what_fails(site: Site) -> None:
    with pytest.raises(FetchGone):
        fetcher().get(site.address + "/nothing")
