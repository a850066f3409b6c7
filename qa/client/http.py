"""A client of the HTTP service, for programs without the models: asks as ``Engine.ask`` does, sync and async.

The only import of httpx2 (extra ``client``). Knows nothing of engines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from typing import Any, Generic, TypedDict, TypeVar
from urllib.parse import quote

from index.records import Article, Filters, misfit
from qa.client.wire_answers import answer_of
from qa.errors import QuestionError, ServiceError, SettingsError, UnknownConversation
from qa.limits import accepted_filters, accepted_turns
from qa.records import Answer, Turn

try:
    import httpx2
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "a client needs httpx2, which is not installed: pip install 'grounded-qa[client]'", name=error.name
    ) from None

T = TypeVar("T")

#: A question on a slow machine takes seconds, and it may have to wait for its turn.
_TIMEOUT_SECONDS = 60.0
#: Never by a proxy of the environment (HTTP_PROXY, ALL_PROXY): a question to this machine must not leave it. To others
#: it goes as the environment says, since there may be no other way.
_DIRECTLY = dict.fromkeys(("all://localhost", "all://*.localhost", "all://127.0.0.0/8", "all://[::1]"))
_HEADER = re.compile(r"[!-~]+")
#: A path ends above these names, so that another address would be read.
_NO_IDS = ("", ".", "..")


@dataclass(frozen=True, slots=True)
class RemoteConversation:
    """A conversation that the service keeps, to be given to ``ask`` in place of a history: the id that an answer
    carries, or "new" to begin one."""

    id: str = "new"


class _Options(TypedDict):
    limit: int
    filters: Filters | None
    max_error: float | None
    speaker: str | None


@dataclass(frozen=True, slots=True)
class _Call(Generic[T]):
    """One request to the service, and what is made of its answer."""

    method: str
    path: str
    read: Callable[[dict[str, Any]], T]
    body: dict[str, Any] | None = None

    @property
    def continues(self) -> bool:
        """Whether it goes on with a conversation that the service may not know."""
        return self.body is not None and self.body.get("conversation", "new") != "new"


class Client:
    """Asks a service. ``key`` is its QA_API_KEY; use it as a context manager, or close it."""

    def __init__(self, address: str, *, key: str | None = None, timeout: float = _TIMEOUT_SECONDS) -> None:
        """Name the service by its address, such as http://127.0.0.1:8000; nothing is sent yet."""
        self._http = httpx2.Client(base_url=address, headers=_headers(key), timeout=timeout, mounts=_DIRECTLY)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] | RemoteConversation = (),
        limit: int = 3,
        filters: Filters | None = None,
        max_error: float | None = None,
        speaker: str | None = None,
    ) -> Answer:
        """Answer a question as ``Engine.ask`` does. Raises QuestionError, UnknownConversation, ServiceError."""
        options = _Options(limit=limit, filters=filters, max_error=max_error, speaker=speaker)
        return self._send(_asking(question, history, options))

    def article(self, article_id: str) -> Article:
        """Return an article, to check a citation against its text. Raises ServiceError, with 404 for an unknown one."""
        return self._send(_reading(article_id))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _send(self, call: _Call[T]) -> T:
        with _reaching(self._http.base_url):
            response = self._http.request(call.method, call.path, json=call.body)
        return call.read(_accepted(response, call))


class AsyncClient:
    """Asks a service, for ``await``: as ``Client`` otherwise."""

    def __init__(self, address: str, *, key: str | None = None, timeout: float = _TIMEOUT_SECONDS) -> None:
        """Name the service by its address, such as http://127.0.0.1:8000; nothing is sent yet."""
        self._http = httpx2.AsyncClient(base_url=address, headers=_headers(key), timeout=timeout, mounts=_DIRECTLY)

    async def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] | RemoteConversation = (),
        limit: int = 3,
        filters: Filters | None = None,
        max_error: float | None = None,
        speaker: str | None = None,
    ) -> Answer:
        """Answer a question as ``Engine.ask`` does. Raises QuestionError, UnknownConversation, ServiceError."""
        options = _Options(limit=limit, filters=filters, max_error=max_error, speaker=speaker)
        return await self._send(_asking(question, history, options))

    async def article(self, article_id: str) -> Article:
        """Return an article, to check a citation against its text. Raises ServiceError, with 404 for an unknown one."""
        return await self._send(_reading(article_id))

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    async def _send(self, call: _Call[T]) -> T:
        with _reaching(self._http.base_url):
            response = await self._http.request(call.method, call.path, json=call.body)
        return call.read(_accepted(response, call))


def _headers(key: str | None) -> dict[str, str]:
    """Return what brings the key. Raises SettingsError for what no header can hold, without repeating it."""
    if key is None:
        return {}
    if not _HEADER.fullmatch(key):
        raise SettingsError("the key holds a space, a line break or a character beyond ASCII; give it as it was made")
    return {"Authorization": f"Bearer {key}"}


def _asking(question: str, history: Sequence[Turn] | RemoteConversation, options: _Options) -> _Call[Answer]:
    """Return the call that asks; an option that is None is left to the service."""
    accepted_filters(options["filters"])
    plain = {name: one for name, one in options.items() if name != "filters" and one is not None}
    body: dict[str, Any] = {"question": question, **plain}
    if isinstance(history, RemoteConversation):
        body["conversation"] = history.id
    elif turns := accepted_turns(history):
        body["history"] = [{"question": turn.question, "quotes": list(turn.quotes)} for turn in turns]
    if filters := options["filters"]:
        body["filters"] = {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(filters).items() if v}
    return _Call("POST", "/ask", answer_of, body)


def _reading(article_id: str) -> _Call[Article]:
    """Return the call that reads an article."""
    if article_id in _NO_IDS or misfit(article_id):
        raise ServiceError(f"There is no article with the id {article_id!r}. (status 404)", 404)
    return _Call("GET", f"/articles/{quote(article_id, safe='')}", _article)


def _article(data: dict[str, Any]) -> Article:
    known = {field.name for field in fields(Article)}
    return Article(**{name: value for name, value in data.items() if name in known})


def _accepted(response: httpx2.Response, call: _Call[Any]) -> dict[str, Any]:
    """Return the body of a response. Raises the error that a problem document stands for."""
    try:
        body = response.json()
    except ValueError:
        body = None
    if response.is_success and isinstance(body, dict):
        return body
    problem = body if isinstance(body, dict) else {}
    faults = [problem.get("detail") or f"the service answered {response.status_code} and not in JSON"]
    faults += [f"{one.get('pointer')}: {one.get('detail')}" for one in problem.get("errors", ())]
    message = " ".join(faults)
    if response.status_code == 422:
        raise QuestionError(message)
    if response.status_code == 404 and call.continues:
        raise UnknownConversation(message)
    raise ServiceError(f"{message} (status {response.status_code})", response.status_code)


@contextmanager
def _reaching(address: object) -> Iterator[None]:
    """Raise ServiceError for a service that cannot be reached."""
    try:
        yield
    except UnicodeEncodeError as error:
        raise QuestionError(
            "what is asked holds half a surrogate pair, which is no text; send valid Unicode"
        ) from error
    except httpx2.HTTPError as error:
        why = str(error) or type(error).__name__
        message = f"the service at {address} cannot be asked ({why}); is `qa serve` running there?"
        raise ServiceError(message) from error
