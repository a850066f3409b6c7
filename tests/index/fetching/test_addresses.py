"""What may be fetched from: a table of addresses that lead to this machine, its network, its keeper, or nowhere."""

from __future__ import annotations

import pytest

from index.errors import FetchError
from index.fetching import OPEN_WEB, WITH_PRIVATE, Fetcher

#: Refused, each for what it is; without a name service, numbers alone.
BAD = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://127.255.255.254/",
    "http://0/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://127.0.0.1./",
    "http://127.0.0.01/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://[64:ff9b:1::a00:1]/",
    "http://[64:ff9b:1:a9fe:a9:fe00:808:808]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:53aa:64c::1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://[100::1]/",
    "http://[100:0:0:1::1]/",
    "http://[2001:db8::1]/",
    "http://[3fff::1]/",
    "http://[5f00::1]/",
    "http://[0:0:0:0:0:ffff:a9fe:a9fe]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://169.254.0.1/",
    "http://168.63.129.16/",
    "http://100.100.100.200/",
    "http://192.0.0.192/",
    "http://100.64.0.1/",
    "http://10.0.0.1/",
    "http://10.255.255.255/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.0.1/",
    "http://192.168.255.255/",
    "http://192.0.2.1/",
    "http://198.51.100.7/",
    "http://203.0.113.9/",
    "http://198.18.0.1/",
    "http://192.88.99.1/",
    "http://224.0.0.1/",
    "http://239.255.255.250/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://1.1.1.1:22/",
    "http://1.1.1.1:25/",
    "http://1.1.1.1:0/",
    "http://1.1.1.1:6379/",
    "http://1.1.1.1:99999/",
    "http://1.1.1.1:-1/",
    "http://user@1.1.1.1/",
    "http://user:pw@1.1.1.1/",
    "http://1.1.1.1@127.0.0.1/",
    "http://127.0.0.1#@1.1.1.1/",
    "http://1.1.1.1\\@127.0.0.1/",
    "http:\\\\127.0.0.1/",
    "file:///etc/passwd",
    "ftp://1.1.1.1/a",
    "gopher://1.1.1.1/",
    "data:text/html,x",
    "javascript:alert(1)",
    "dict://1.1.1.1/",
    "ldap://1.1.1.1/",
    "jar:http://1.1.1.1!/",
    "//127.0.0.1/",
    "http:///etc/passwd",
    "http://",
    "http://[::1",
    "http://%31%32%37.0.0.1/",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
    "http://１２７.0.0.1/",
    "http://0x7f.1/",
    "http://1.1.1.1.1/",
    "http://256.1.1.1/",
    "unix:/var/run/docker.sock",
    "http://1.1.1.1/a b",
    "http://1.1.1.1/\r\nHost: x",
    "http://1.1.1.1/\x00",
    "http://1.1.1.1/" + "a" * 3_000,
]

FETCHER = Fetcher()  # one for all: it keeps nothing of what it fetched, and its TLS takes longer than a refusal


def test_there_are_enough() -> None:
    assert len(BAD) == len(set(BAD)) >= 80


@pytest.mark.parametrize("url", BAD)
def test_a_bad_address_is_refused_with_the_one_text_and_nothing_is_connected_to(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connected(*_arguments: object, **_options: object) -> None:
        raise AssertionError("a connection was made")

    monkeypatch.setattr("socket.create_connection", connected)
    with pytest.raises(FetchError) as refused:
        FETCHER.get(url)
    told = f"nothing could be fetched from {url[:200]!r}; give the address of an article on the open web"
    assert str(refused.value) == told
    assert "AssertionError" not in refused.value.why


@pytest.mark.parametrize(
    "url",
    [
        "http://1.1.1.1/",
        "https://8.8.8.8/a?b=c",
        "http://[2606:4700::1111]/",
        "https://93.184.216.34:8443/",
        "http://a.example/",
    ],
)
def test_an_address_of_the_open_web_is_let_through(url: str) -> None:
    parts = OPEN_WEB.checked(url)
    assert parts.hostname == "a.example" or OPEN_WEB.allows(str(parts.hostname))


def test_an_address_within_another_counts_as_what_it_holds() -> None:
    assert OPEN_WEB.allows("::ffff:8.8.8.8")
    assert OPEN_WEB.allows("64:ff9b::808:808")
    assert not OPEN_WEB.allows("::ffff:10.0.0.1")


def test_who_sits_at_the_machine_may_fetch_from_it() -> None:
    assert WITH_PRIVATE.allows("127.0.0.1")
    assert WITH_PRIVATE.allows("192.168.0.1")
    assert not WITH_PRIVATE.allows("224.0.0.1")
    assert WITH_PRIVATE.checked("http://127.0.0.1:4711/").port == 4711
    with pytest.raises(FetchError):
        WITH_PRIVATE.checked("file:///etc/passwd")
