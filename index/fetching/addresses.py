"""Which addresses may be fetched from: the open web, and never this machine or its network.

Owns the rules for an address as it is written, and for the numbers that its host's name stands for. Knows nothing of
connections.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from index.errors import FetchError

#: The longest address that browsers and servers accept.
_LONGEST = 2_048
_LONGEST_HOST = 253  # RFC 1035
_ODD = re.compile(r"[\x00-\x20\x7f-\xa0\\\u00ad\u2028\u2029\u3000]")
#: Left to right: an octal or hexadecimal part, or fewer than four, is a number that programs read in different ways.
_NUMBER = re.compile(r"(?i)(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+))*\.?")
_USUAL = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.|\Z)){4}")

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

#: Beside what the standard library knows as not global, whose tables differ from version to version (IANA's registries
#: of special addresses): IETF protocols, 6to4 relays, benchmarks, shared, the metadata services of clouds, addresses
#: that hold others (IPv4-compatible, 6to4, Teredo, a network's own NAT64, in which they stand in one of six places),
#: site-local, segment routing, documentation, dummy.
_REFUSED: tuple[_Network, ...] = tuple(
    map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8",
            "100.64.0.0/10",
            "168.63.129.16/32",
            "192.0.0.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "240.0.0.0/4",
            "::/96",
            "100::/64",
            "64:ff9b:1::/48",
            "100:0:0:1::/64",
            "2001::/23",
            "2002::/16",
            "3fff::/20",
            "5f00::/16",
            "fec0::/10",
        ),
    )
)
#: Networks whose addresses hold an IPv4 address in their last 32 bits (RFC 4291, 6052).
_WRAPPED = tuple(map(ipaddress.IPv6Network, ("::ffff:0:0/96", "64:ff9b::/96")))


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be fetched from. ``ports``: None lets all be."""

    ports: frozenset[int] | None = frozenset({80, 443, 8080, 8443})
    private: bool = False

    def checked(self, url: str) -> SplitResult:
        """Return the parts of an address as it is written. Raises FetchError for one that may not be fetched."""
        if len(url) > _LONGEST or _ODD.search(url):
            raise FetchError(url, "it is too long, or holds what no address holds")
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise FetchError(url, f"it cannot be read ({error})") from error
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https"):
            raise FetchError(url, "only http and https are fetched")
        if "@" in parts.netloc:
            raise FetchError(url, "it names a user")
        if not host or len(host) > _LONGEST_HOST or not host.isascii() or "%" in host:
            raise FetchError(url, "its host cannot be used; write a name in Punycode (xn--...)")
        if _NUMBER.fullmatch(host) and not _USUAL.fullmatch(host):
            raise FetchError(url, "its host is a number in an unusual form")
        self.check_port(url, port if port is not None else {"http": 80, "https": 443}[parts.scheme])
        return parts

    def check_port(self, url: str, port: int) -> None:
        """Raise FetchError for a port at which no web server is expected."""
        if port == 0 or (self.ports is not None and port not in self.ports):
            raise FetchError(url, f"nothing is fetched from port {port}")

    def allows(self, address: str) -> bool:
        """Tell whether the numbers of a host may be connected to."""
        try:
            ip = _unwrapped(ipaddress.ip_address(address.partition("%")[0]))
        except ValueError:
            return False
        if self.private:
            return not (ip.is_multicast or ip.is_unspecified)
        if any(ip in network for network in _REFUSED if network.version == ip.version):
            return False
        refused = (
            ip.is_private
            or ip.is_multicast
            or ip.is_reserved
            or ip.is_loopback
            or ip.is_link_local
            or ip.is_unspecified
        )
        return ip.is_global and not refused


def _unwrapped(ip: _Address) -> _Address:
    if isinstance(ip, ipaddress.IPv6Address) and any(ip in network for network in _WRAPPED):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip


OPEN_WEB = Policy()
#: For a person at the machine, on request: also this machine and its network, at any port.
WITH_PRIVATE = Policy(ports=None, private=True)
