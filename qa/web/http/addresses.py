"""Which addresses of others are shown and linked. Knows nothing of articles."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

from index.records import is_web_address


def may_be_linked(address: str) -> bool:
    """Say whether an address is one of the web that a reader sees as what it is.

    Not so one with a user's name, which can look like the host, or with marks that reorder or hide what is written.
    """
    if not is_web_address(address) or urlsplit(address).username is not None:
        return False
    return not any(unicodedata.category(character) in ("Cf", "Cc", "Zl", "Zp") for character in address)
