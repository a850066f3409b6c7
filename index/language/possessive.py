"""Regular expressions with possessive groups, such as ``(?:ab?)*+``, as the running Python can match them.

Before 3.11.5 (Debian 12 has 3.11.2) Python loses track of groups when it tries another alternative within a possessive
group: it finds something else, or raises SystemError (CPython's issue 106052). Knows nothing of any one pattern.
"""

from __future__ import annotations

import re
import sys
from typing import AnyStr

_FIRST_WITHOUT_THE_FAULT = (3, 11, 5)
_OF_A_GROUP = re.compile(r"(?<!\\)\)([*+?])\+")


def possessive(pattern: AnyStr) -> AnyStr:
    """Return a pattern, without its possessive groups where Python has that fault.

    Only for one in which what follows each such group matches whatever stands there: it finds the same without them,
    but keeps in memory where it could go back to. Possessive single characters, such as ``\\s*+``, stay.
    """
    return pattern if sys.version_info >= _FIRST_WITHOUT_THE_FAULT else with_giving_back(pattern)


def with_giving_back(pattern: AnyStr) -> AnyStr:
    """Return a pattern whose groups may give back what they have matched."""
    if isinstance(pattern, str):
        return _OF_A_GROUP.sub(r")\1", pattern)
    return _OF_A_GROUP.sub(r")\1", pattern.decode("latin-1")).encode("latin-1")
