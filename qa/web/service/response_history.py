"""The last responses of the OpenAI API, so that a client can continue from one by its id.

Kept in memory alone, without a word of an article: the questions, and the places of the quotes that answered them.
"""

from __future__ import annotations

from collections import OrderedDict

from index import View
from qa.conversation.session_store import Place, StoredTurn
from qa.conversation.sessions import quotes_at
from qa.records import Answer, Turn

_MOST_RESPONSES = 1_000
# As many turns as the answering looks at.
_MOST_TURNS = 12


class ResponseHistory:
    """The last thousand responses and the turns that led to each."""

    def __init__(self, most: int = _MOST_RESPONSES) -> None:
        self._most = most
        self._kept: OrderedDict[str, tuple[StoredTurn, ...]] = OrderedDict()

    def keep(self, response_id: str, answer: Answer, *, after: str | None) -> None:
        """Keep a response, which followed the one with the id ``after``."""
        quoted = answer.nearest[:1] if answer.status == "related" else answer.quotes
        cited = [quote.citation for quote in quoted]
        places = tuple(Place(c.article_id, c.start, c.end, c.article_sha256) for c in cited)
        before = self._kept.get(after, ()) if after else ()
        self._kept[response_id] = (*before, StoredTurn(answer.question, places))[-_MOST_TURNS:]
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def turns(self, response_id: str, view: View) -> tuple[Turn, ...] | None:
        """Return the turns up to a response, oldest first, in the articles as they are now; None: it is not kept."""
        kept = self._kept.get(response_id)
        return None if kept is None else tuple(Turn(one.question, quotes_at(view, one.places)) for one in kept)
