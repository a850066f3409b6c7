"""A client of the HTTP service, for programs without the models: asks as ``Engine.ask`` does, sync and async.

The only import of httpx2 (extra ``client``). Knows nothing of engines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any
from urllib.parse import quote

import httpx2

from index.records import Article, Filters
from qa.client.wire_answers import answer_of
from qa.errors import QuestionError, ServiceError, UnknownConversation
from qa.records import Answer, Turn

#: A question on a slow machine takes seconds, and it may have to wait for its turn.
_TIMEOUT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class RemoteConversation:
    """A conversation that the service keeps, to be given to ``ask`` in place of a history: the id that an answer
    carries, or "new" to begin one."""

    id: str = "new"


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    path: str
    body: dict[str, Any] | None = None


class Client:
    """Asks a service. ``key`` is its QA_API_KEY; use it as a context manager, or close it."""

    def __init__(self, address: str, *, key: str | None = None, timeout: float = _TIMEOUT_SECONDS) -> None:
        """Name the service by its address, such as http://127.0.0.1:8000; nothing is sent yet."""
        self._http = httpx2.Client(base_url=address, headers=_headers(key), timeout=timeout)

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
        body = _body_of(question, history, limit=limit, filters=filters, max_error=max_error) | _spoken_by(speaker)
        return answer_of(self._send(_Request("POST", "/ask", body)))

    def article(self, article_id: str) -> Article:
        """Return an article, to check a citation against its text. Raises ServiceError, with 404 for an unknown one."""
        return _article(self._send(_Request("GET", _address(article_id))))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _send(self, request: _Request) -> dict[str, Any]:
        try:
            response = self._http.request(request.method, request.path, json=request.body)
        except httpx2.HTTPError as error:
            raise _unreachable(str(self._http.base_url), error) from error
        return _accepted(response)


class AsyncClient:
    """Asks a service, for ``await``: as ``Client`` otherwise."""

    def __init__(self, address: str, *, key: str | None = None, timeout: float = _TIMEOUT_SECONDS) -> None:
        """Name the service by its address, such as http://127.0.0.1:8000; nothing is sent yet."""
        self._http = httpx2.AsyncClient(base_url=address, headers=_headers(key), timeout=timeout)

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
        body = _body_of(question, history, limit=limit, filters=filters, max_error=max_error) | _spoken_by(speaker)
        return answer_of(await self._send(_Request("POST", "/ask", body)))

    async def article(self, article_id: str) -> Article:
        """Return an article, to check a citation against its text. Raises ServiceError, with 404 for an unknown one."""
        return _article(await self._send(_Request("GET", _address(article_id))))

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    async def _send(self, request: _Request) -> dict[str, Any]:
        try:
            response = await self._http.request(request.method, request.path, json=request.body)
        except httpx2.HTTPError as error:
            raise _unreachable(str(self._http.base_url), error) from error
        return _accepted(response)


def _headers(key: str | None) -> dict[str, str]:
    return {} if key is None else {"Authorization": f"Bearer {key}"}


def _body_of(
    question: str,
    history: Sequence[Turn] | RemoteConversation,
    *,
    limit: int,
    filters: Filters | None,
    max_error: float | None,
) -> dict[str, Any]:
    body: dict[str, Any] = {"question": question, "limit": limit}
    if isinstance(history, RemoteConversation):
        body["conversation"] = history.id
    elif history:
        body["history"] = [{"question": turn.question, "quotes": list(turn.quotes)} for turn in history]
    if filters:
        body["filters"] = {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(filters).items() if v}
    if max_error is not None:
        body["max_error"] = max_error
    return body


def _spoken_by(speaker: str | None) -> dict[str, Any]:
    return {} if speaker is None else {"speaker": speaker}


def _address(article_id: str) -> str:
    return f"/articles/{quote(article_id, safe='')}"


def _article(data: dict[str, Any]) -> Article:
    known = {field.name for field in fields(Article)}
    return Article(**{name: value for name, value in data.items() if name in known})


def _accepted(response: httpx2.Response) -> dict[str, Any]:
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
    if response.status_code == 404 and response.request.method == "POST":
        raise UnknownConversation(message)
    raise ServiceError(f"{message} (status {response.status_code})", response.status_code)


def _unreachable(address: str, error: httpx2.HTTPError) -> ServiceError:
    why = str(error) or type(error).__name__
    return ServiceError(f"the service at {address} cannot be asked ({why}); is `qa serve` running there?")
