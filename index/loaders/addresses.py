"""Web addresses: by what two of them name one article.

Owns what of an address says how a reader came to it and not what is read: the marks of campaigns, the form for
telephones. Knows nothing of fetching.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

#: Marks that mail programs, social sites, advertisers and analytics add; names as in the lists of ClearURLs and of
#: browsers that take them off.
_TRACKING = re.compile(
    r"(?i)utm_\w+|fbclid|gclid|gclsrc|gbraid|wbraid|dclid|msclkid|twclid|ttclid|yclid|li_fat_id|igshid|igsh|"
    r"mc_[ce]id|mkt_tok|_hs(?:enc|mi)|vero_(?:id|conv)|oly_(?:enc|anon)_id|xtor|cmpid|ns_(?:campaign|mchannel|source)|"
    r"at_(?:medium|campaign|custom\d|link\w*|format|ptr_name|bbc_team)|wt_?mc|pk_(?:campaign|kwd|source|medium)|"
    r"piwik_\w+|mtm_\w+|s_kwcid|ref_src|smid|__twitter_impression|amp|outputtype"
)
_AMP = re.compile(r"(?i)\A/amp(?=/.)|/amp/?\Z|\.amp(?=\Z|\.html?\Z)")
_AMP_HOST = re.compile(r"(?i)\A(?:amp|m|mobile|www)\.(?=.+\..)")
_PORTS = {"http": 80, "https": 443}


def identity(url: str) -> str:
    """Return the one form of all addresses of an article: https, host in small letters, without fragment, usual port,
    marks of campaigns, AMP and a slash at the end. An address that cannot be read is returned as it is."""
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
    if host.startswith("amp."):
        host = host.removeprefix("amp.")
    if port is not None and port != _PORTS[scheme]:
        host = f"{host}:{port}"
    path = _AMP.sub("", parts.path)
    pairs = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _is_mark(name)]
    query = parts.query if len(pairs) == len(parts.query.split("&")) else urlencode(pairs)
    return urlunsplit(("https", host, path.rstrip("/"), query, ""))


def same_site(one: str, other: str) -> bool:
    """Tell whether two addresses are of one site, as its pages for telephones are: what a page says of its own address
    is believed of that site alone, or any page could replace another's article."""
    return _site(one) == _site(other) != ""


def _site(url: str) -> str:
    try:
        return _AMP_HOST.sub("", (urlsplit(url).hostname or "").lower())
    except ValueError:
        return ""


def _is_mark(name: str) -> bool:
    return _TRACKING.fullmatch(name) is not None
