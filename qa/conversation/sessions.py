"""Conversations that are kept for whoever knows their id: earlier turns, found again in the articles as they are now.

Owns the ids, which nobody can guess, and what of an answer is kept: the question, and where its quotes stand. A quote
is read out of its article again when it is needed, so none outlives its article. Knows nothing of how turns are stored
or understood.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from index import View
from index.errors import UnknownArticle
from qa.conversation.session_store import Bounds, ConversationFile, Place, StoredTurn
from qa.errors import ConversationError, UnknownConversation
from qa.records import Answer, Turn

NEW = "new"

_ID = re.compile(r"conv_[\w-]{32}", re.ASCII)
_ID_BYTES = 24
_NOT_KEPT = "this question could not be kept with the conversation, as when the disk is full"


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation, to be given to ``Engine.ask`` in place of a history. ``is_kept`` False: only looked at."""

    id: str
    is_new: bool
    is_kept: bool
    file: ConversationFile

    def recall(self, view: View) -> tuple[Turn, ...]:
        """Return the turns so far, oldest first; a new conversation is begun. Raises UnknownConversation.

        Quotes of articles that were deleted or have changed since are left out.
        """
        if self.is_new:
            self.file.begin(self.id)
            return ()
        kept = self.file.turns(self.id)
        if kept is None:
            raise _unknown()
        return tuple(Turn(turn.question, quotes_at(view, turn.places)) for turn in kept)

    def remember(self, answer: Answer) -> Answer:
        """Keep a question with the places of its quotes, and return the answer marked as part of the conversation."""
        if self.is_kept:
            cited = [quote.citation for quote in answer.quotes]
            places = tuple(Place(c.article_id, c.start, c.end, c.article_sha256) for c in cited)
            try:
                self.file.add(self.id, StoredTurn(answer.question, places))
            except ConversationError:  # as of a full disk: the answer is there all the same
                answer = replace(answer, notices=(*answer.notices, _NOT_KEPT))
        return replace(answer, conversation=self.id)


class Conversations:
    """The conversations about one corpus."""

    def __init__(self, folder: Path, bounds: Bounds, *, clock: Callable[[], float] = time.time) -> None:
        """Keep them in the corpus folder; nothing is read or written before one is asked for."""
        self._file = ConversationFile(folder, bounds, clock=clock)

    def named(self, name: str, *, is_kept: bool = True) -> Conversation:
        """Return the conversation with this id, or for "new" one that is about to begin, under an id of its own.

        With ``is_kept`` False nothing is added to it. Raises UnknownConversation for what cannot be an id.
        """
        if name == NEW:
            return Conversation("conv_" + secrets.token_urlsafe(_ID_BYTES), True, is_kept, self._file)
        if not _ID.fullmatch(name):
            raise _unknown()
        return Conversation(name, False, is_kept, self._file)

    def delete(self, name: str) -> None:
        """Delete a conversation and what was said in it. Raises UnknownConversation."""
        if not _ID.fullmatch(name) or not self._file.delete(name):
            raise _unknown()


def quotes_at(view: View, places: tuple[Place, ...]) -> tuple[str, ...]:
    """Read quotes out of their articles again; what has changed or gone since is left out."""
    quotes = []
    for place in places:
        try:
            article = view.article(place.article_id)
        except UnknownArticle:
            continue
        if article.content_sha256 == place.article_sha256 and 0 <= place.start < place.end <= len(article.text):
            quotes.append(article.text[place.start : place.end])
    return tuple(quotes)


def _unknown() -> UnknownConversation:
    return UnknownConversation(
        "there is no conversation with this id: it was deleted, or not used for too long; "
        f'ask with the conversation "{NEW}" to begin another'
    )
