"""A corpus that a running server holds: read in its folder, changed through the server.

The outcomes are those of an own corpus, as the server does the same work; its refusals are raised as the errors that
the same work raises here. Knows nothing of terminals.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from threading import Event
from typing import Any
from urllib.parse import urlsplit

from index import ArticleSummary, Corpus, IngestEntry, Outcome, ServerAddress
from index.errors import CorpusFull, CorpusLocked, IndexingError, InvalidArticle, UnknownArticle
from index.records import Article
from qa.errors import SettingsError

PATH = "/changes"
TOKEN = "X-Lock-Token"  # noqa: S105 - the name of a header
#: Articles and characters after which a batch is sent: a body may have 8 MB, and what is sent is stored at once.
_BATCH_ARTICLES, _BATCH_CHARS = 64, 500_000
#: Most entries of the lists of one change, which is done in one go while all others wait.
MOST_OF_ONE_CHANGE = {"articles": 1_000, "remove": 10_000, "entries": 10_000, "gone": 10_000}
#: So many ids, or addresses of 2,048 characters, also fit into a body.
_BATCH_NAMES = 2_000
#: A batch waits for its turn, and 64 articles take their time to encode on a slow machine.
_TIMEOUT_SECONDS = 600.0
_MOST_TRIES, _LONGEST_WAIT = 10, 10.0
_REFUSED = {401, 403, 429}


class ServerConnection:
    """Sends changes to the server. ``key`` is the text of a key that may write, None for none."""

    def __init__(self, at: ServerAddress, *, key: str | None) -> None:
        self._at, self._key = at, key

    def change(self, **parts: Any) -> dict[str, Any]:
        """Have the server do a change and return what it says of it.

        Raises CorpusLocked where the server has gone or is too busy, SettingsError where it wants another key, and what
        the same change raises of an own corpus."""
        body = json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")
        for _ in range(_MOST_TRIES):
            status, wait, answer = self._send(body)
            if status != 503:
                break
            time.sleep(min(wait, _LONGEST_WAIT))
        if status == 200:
            return answer
        raise _error(status, str(answer.get("detail", "")), at=self._at.address)

    def _send(self, body: bytes) -> tuple[int, float, dict[str, Any]]:
        parts = urlsplit(self._at.address)
        headers = {"Content-Type": "application/json", TOKEN: self._at.token}
        if self._key is not None:
            headers["Authorization"] = f"Bearer {self._key}"
        line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_TIMEOUT_SECONDS)
        try:
            line.request("POST", parts.path + PATH, body, headers)
            response = line.getresponse()
            answer = json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise CorpusLocked(
                f"the server at {self._at.address}, which holds the corpus, cannot be asked to change it "
                f"({error or type(error).__name__}); run the same command again"
            ) from error
        finally:
            line.close()
        wait = response.headers.get("Retry-After", "1")
        return response.status, float(wait if wait.isdecimal() else 1), answer if isinstance(answer, dict) else {}


class ServedCorpus:
    """Changes a corpus through the server that holds it. Use it as a context manager, as ``Corpus``."""

    def __init__(self, reading: Corpus, server: ServerConnection) -> None:
        """``reading`` is the corpus, opened for reading."""
        self._reading, self._server = reading, server
        self.ingest_log = _ServedIngestLog(reading, server)

    def articles(self) -> list[ArticleSummary]:
        """List the articles, without their text."""
        return self._reading.articles()

    def compared(self, articles: Iterable[Article]) -> Iterator[Outcome]:
        """Say of each article what ``add`` would do with it. Raises InvalidArticle."""
        return self._reading.compared(articles)

    def add(
        self,
        articles: Iterable[Article],
        *,
        on_outcome: Callable[[Outcome], None] | None = None,
        stop: Event | None = None,
    ) -> list[Outcome]:
        """Store articles, in batches. Raises what ``Corpus.add`` and ``ServerConnection.change`` raise."""
        outcomes: list[Outcome] = []
        for batch in _batches(articles):
            if stop is not None and stop.is_set():
                break
            reply = self._server.change(articles=[asdict(one) for one in batch])
            for one in reply["outcomes"]:
                outcomes.append(Outcome(**one))
                if on_outcome is not None:
                    on_outcome(outcomes[-1])
        return outcomes

    def delete(self, article_ids: Sequence[str]) -> list[str]:
        """Remove articles, all or none. Raises UnknownArticle and what ``ServerConnection.change`` raises."""
        ids = list(dict.fromkeys(article_ids))
        if len(ids) > _BATCH_NAMES:
            there = {one.id for one in self._reading.articles()}
            if unknown := [one for one in ids if one not in there]:
                raise UnknownArticle(f"no article has the id {unknown[0]!r}; nothing was deleted")
        for start in range(0, len(ids), _BATCH_NAMES):
            self._server.change(remove=ids[start : start + _BATCH_NAMES])
        return ids

    def close(self) -> None:
        """Close what was opened for reading."""
        self._reading.close()

    def __enter__(self) -> ServedCorpus:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class _ServedIngestLog:
    """The ingest log of a corpus that a server holds: its writer writes it."""

    def __init__(self, reading: Corpus, server: ServerConnection) -> None:
        self._reading, self._server = reading, server

    def entries(self) -> dict[str, IngestEntry]:
        """Return the entry of every place."""
        return self._reading.ingest_log.entries()

    def record(self, entries: Iterable[IngestEntry], *, gone: Iterable[str] = ()) -> None:
        """Have entries written, and the places forgotten that are ``gone``."""
        written, forgotten = [asdict(one) for one in entries], list(gone)
        for start in range(0, max(len(written), len(forgotten)), _BATCH_NAMES):
            part = slice(start, start + _BATCH_NAMES)
            self._server.change(entries=written[part], gone=forgotten[part])

    def tidy(self) -> None:
        """Have it rewritten where most of its lines no longer count."""
        self._server.change(tidy=True)


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    batch: list[Article] = []
    chars = 0
    for article in articles:
        batch.append(article)
        chars += len(article.text)
        if len(batch) == _BATCH_ARTICLES or chars >= _BATCH_CHARS:
            yield batch
            batch, chars = [], 0
    if batch:
        yield batch


def _error(status: int, detail: str, *, at: str) -> IndexingError | SettingsError:
    if status in _REFUSED:
        return SettingsError(
            f"the server at {at}, which holds the corpus, did not let this command in: {detail} "
            "Set QA_API_KEY to a key that may write (`qa keys create --scope write`)"
        )
    kinds: dict[int, type[IndexingError]] = {404: UnknownArticle, 413: InvalidArticle, 422: InvalidArticle}
    kinds |= {503: CorpusLocked, 507: CorpusFull}
    return kinds.get(status, CorpusLocked)(f"{detail} (the server at {at}, which holds the corpus)")
