"""Web addresses: when two of them name the same article.

Owns which parts of an address only say how a reader came to it: the marks of campaigns, the form for telephones. Knows
nothing of fetching.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

#: Marks that mail programs, social sites, advertisers and analytics add; names as in the lists of ClearURLs and of
#: browsers that take them off.
_TRACKING = re.compile(
    r"(?i)utm_\w+|fbclid|gclid|gclsrc|gbraid|wbraid|dclid|msclkid|twclid|ttclid|yclid|li_fat_id|igshid|igsh|"
    r"mc_[ce]id|mkt_tok|_hs(?:enc|mi)|vero_(?:id|conv)|oly_(?:enc|anon)_id|xtor|cmpid|ns_(?:campaign|mchannel|source)|"
    r"at_(?:medium|campaign|custom\d|link\w*|format|ptr_name|bbc_team)|wt_?mc|pk_(?:campaign|kwd|source|medium)|"
    r"piwik_\w+|mtm_\w+|s_kwcid|ref_src|smid|__twitter_impression|outputtype|_g[al]|srsltid|spm|trk|sc_campaign|cmp|ocid|ncid|guccounter|guce_referrer\w*"
)
#: The form for telephones, told by a value.
_AMP_PAIR = re.compile(r"(?i)amp=(?:1|true)?|output=amp")
#: What the programs of a page put behind "#" to name one of its articles: "#!/a/fire".
_ROUTE = re.compile(r"!|/.")
_SESSION = re.compile(r"(?i);jsessionid=[^/]*")
_AMP = re.compile(r"(?i)\A/amp(?=/.)|/amp/?\Z|\.amp(?=\Z|\.html?\Z)")
_AMP_HOST = re.compile(r"(?i)\A(?:amp|m|mobile|www)\.(?=.+\..)")
_INDEX = re.compile(r"(?i)/(?:index|default)\.(?:html?|php|aspx?)\Z")
_UNRESERVED = re.compile(r"%(?:4[1-9A-F]|5[0-9A]|6[1-9A-F]|7[0-9A]|3[0-9]|2[DE]|5F|7E)", re.IGNORECASE)
_DOTS = re.compile(r"(?:\A|/)\.{1,2}(?:/|\Z)")
_PORTS = {"http": 80, "https": 443}


def identity(url: str) -> str:
    """Return the one form of all addresses of an article: https, host in small letters, without "www", a host for
    telephones, usual port, marks of campaigns, AMP, the name of an index, a slash at the end, and a fragment unless it
    names an article to a program of the page; letters and dots in the path are read as RFC 3986 has it. An address that
    cannot be read is returned as it is."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in _PORTS or not host:
        return url
    if ":" in host:
        host = f"[{host}]"
    host = _AMP_HOST.sub("", _plain_host(host))
    if port is not None and port != _PORTS[scheme]:
        host = f"{host}:{port}"
    path = _INDEX.sub("", _AMP.sub("", _plain_path(parts.path)))
    pairs = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _is_mark(name, value)
    ]
    query = parts.query if len(pairs) == len(parts.query.split("&")) else urlencode(pairs)
    fragment = parts.fragment if _ROUTE.match(parts.fragment) else ""
    return urlunsplit(("https", host, path.rstrip("/"), query, fragment))


def _plain_host(host: str) -> str:
    """Write a host as it is looked up: "xn--brcke-lva.example" for "brücke.example"."""
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _plain_path(path: str) -> str:
    """Write letters that need no escape without one, other escapes in capitals, and resolve "." and ".."."""
    path = _SESSION.sub("", path)
    path = _UNRESERVED.sub(lambda escaped: chr(int(escaped[0][1:], 16)), path)
    path = re.sub(r"%[0-9a-fA-F]{2}", lambda escaped: escaped[0].upper(), path)
    if path.startswith("//") or not _DOTS.search(path):
        return path
    return urlsplit(urljoin("https://host", path)).path


def same_site(one: str, other: str) -> bool:
    """Tell whether two addresses are of one site, as its pages for telephones are: what a page says of its own address
    is believed of that site alone, or any page could replace another's article."""
    return _site(one) == _site(other) != ""


def _site(url: str) -> str:
    try:
        return _AMP_HOST.sub("", (urlsplit(url).hostname or "").lower())
    except ValueError:
        return ""


def _is_mark(name: str, value: str) -> bool:
    return _TRACKING.fullmatch(name) is not None or _AMP_PAIR.fullmatch(f"{name}={value}") is not None
