"""Where the article stands on its page, and whether a part of the page within it is the article's or the site's.

Owns the names by which news systems call the parts of their sites. Knows nothing of how text is chosen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal

from index.loaders.extraction.tree import Element

Place = Literal["article", "either", "site"]

_ARTICLE = ("article",)
_ROOT_SHARE = 0.9
_SPINE_SHARE = 0.3
_NEVER = frozenset({"nav", "form", "menu", "dialog", "header", "address", "noscript"})
_ROLES = frozenset({"navigation", "search", "banner", "contentinfo", "dialog", "alert", "menu", "toolbar", "tablist"})
#: Parts of a site that stand beside and among its articles, as news systems name them.
_SITE_PARTS = re.compile(
    r"""(?xi)(?:^|[\s_-])(?:
    ad|ads|adv|advert\w*|anzeige\w*|werbung|promo\w*|sponsor\w*|banner\w*|newsletter\w*|subscri\w*|signup|paywall-?(?:offer|box)
    |social\w*|share\w*|sharing|follow\w*|comments?\w*|kommentar\w*|disqus\w*|respond|reply|related\w*|recommend\w*|recirc\w*
    |teaser\w*|more|mehr|trending|popular|most-?read|outbrain|taboola|sidebar\w*|widget\w*|breadcrumb\w*|pagination|pager
    |tags?|taglist|topics?|keywords?|categor\w*|author-?(?:bio|box|info|card)|bio|byline\w*|meta\w*|metadata|credits?|copyright|cookie\w*
    |consent\w*|modal|popup|overlay|toolbar|menu\w*|nav\w*|login|register|donat\w*|rating\w*|vote|poll|print|tools?|footer|toc
    |hidden\w*|sr-only|visually-?hidden|screen-?reader\w*|noprint|only-(?:mobile|desktop)
    )(?:$|[\s_-])"""
)
_CORRECTION = re.compile(
    r"(?i)correct(?:ion|ed)|amended|clarif|erratum|retract|footnote|endnote|editor-?s?-?note|berichtig|korrektur"
)
_CORRECTS = re.compile(
    r"(?i)(?:correction|clarification|editor['’]?s note|erratum|korrektur|berichtigung)\b"
    r"|.{0,60}\b(?:was|has been) (?:amended|corrected)\b|.{0,60}\b(?:an? earlier|a previous) version\b"
)


class Region:
    """The smallest element that holds nearly all of what is surely the article, or the element article around it."""

    def __init__(self, sure: Iterable[tuple[Element, int]]) -> None:
        """Find the region of elements that hold the article, each with the number of its words."""
        inside: Counter[Element] = Counter()
        for element, words in sure:
            for holder in (element, *element.iterancestors()):
                inside[holder] += words + 1
        most = max(inside.values())
        # of those that hold enough the smallest is the one with the most ancestors
        large = [element for element, count in inside.items() if count >= _ROOT_SHARE * most]
        smallest = max(large, key=lambda element: sum(1 for _ in element.iterancestors()))
        around = None if smallest.tag in _ARTICLE else next(smallest.iterancestors(*_ARTICLE), None)
        self.root = smallest if around is None else around
        holders = [e for e in self.root.iterancestors() if e.tag not in ("body", "html")]
        self._main = next((e for e in holders if e.tag == "main" or e.get("role") == "main"), next(iter(holders), None))
        self.is_declared = self.root.tag in _ARTICLE or self.root.get("itemprop") == "articleBody"
        # an element that holds much of the article belongs to it, whatever its names say
        self._spine = {element for element, count in inside.items() if count >= _SPINE_SHARE * most}

    def holds(self, element: Element) -> bool:
        """Tell whether an element stands in the region."""
        return element is self.root or any(ancestor is self.root for ancestor in element.iterancestors())

    def is_noted_below(self, element: Element, text: str) -> bool:
        """Tell whether an element outside the region, and in no other article or part of the site, corrects it."""
        return (
            corrects(text)
            and next(element.iterancestors("article", "aside"), None) is None
            and self.place(element) != "site"
        )

    def stands_beside(self, element: Element) -> bool:
        """Tell whether an element outside the region stands in the same main part of the page, in no part of the site
        and in no other article."""
        holders = set(element.iterancestors())
        return (
            self._main in holders
            and not any(e.tag in ("article", "aside", "footer") for e in holders if e not in self._spine)
            and self.place(element) == "article"
        )

    def place(self, element: Element) -> Place:
        """Tell whether an element of the region is the article's, stands in a part of the site, or could be either."""
        place: Place = "article"
        while element is not self.root and element not in self._spine:
            names = f"{element.get('class') or ''} {element.get('id') or ''}"
            if _CORRECTION.search(names):
                return "article"
            if element.tag in _NEVER or element.get("role") in _ROLES:
                return "site"
            if element.tag == "footer":
                place = "either"
            elif _SITE_PARTS.search(names):
                if element.tag not in ("p", "span"):
                    return "site"
                place = "either"
            element = element.getparent()
        return place


def corrects(text: str) -> bool:
    """Tell whether a text says that the article was corrected."""
    return _CORRECTS.match(text) is not None
