"""How bodies are read and written: strict JSON in, fast JSON out. Knows nothing of what is in them.

Strict means: no NaN or Infinity, no field twice, no nesting that exhausts the stack, no more fields or values than any
request has: each that is unknown makes an error, and their making would hold up all others. (Lone surrogates
and NUL are refused field by field in qa.web.schemas.requests.)
"""

from __future__ import annotations

import json
import re
from functools import partial
from typing import Any, NoReturn

import anyio.to_thread
import orjson
from fastapi import Request, Response

_WORTH_A_THREAD = 1 << 16
#: The schema of a function that a chat client offers may have some hundred fields; nothing else has twenty.
MOST_FIELDS = 1_000
#: A thousand articles, the most in one request, have 8,000.
MOST_FIELDS_IN_ALL = 10_000
#: 2,048 messages of a chat, each with a name and its text in two parts, have 20,480. Others are ignored there.
MOST_FIELDS_OF_A_CHAT = 25_000
#: Most values of any kind, counted before parsing: to build a list of a million empty lists takes seconds.
MOST_VALUES = 100_000
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
# So many strings are passed over in one step: a step holds up the whole process, and of 8 MB it would take long.
_STRINGS = re.compile(rb'(?:[^"]*+"[^"\\]*+(?:\\.[^"\\]*+)*+"?){1,4096}+|[^"]++', re.DOTALL)


def parse(body: bytes, *, most_fields: int = MOST_FIELDS_IN_ALL) -> Any:
    """Parse strict JSON, of at most so many fields in all.

    Raises json.JSONDecodeError whose message names the fault and none of the content.
    """
    if _values(body) > MOST_VALUES:
        raise json.JSONDecodeError(f"it holds more than {MOST_VALUES:,} values", "", 0)
    try:
        return json.loads(
            body.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_Fields(most_fields).checked
        )
    except json.JSONDecodeError as error:
        raise json.JSONDecodeError(error.msg, "", 0) from None
    except UnicodeDecodeError:
        raise json.JSONDecodeError("not UTF-8", "", 0) from None
    except RecursionError:
        raise json.JSONDecodeError("nested too deeply", "", 0) from None
    except ValueError:
        raise json.JSONDecodeError("a number has too many digits", "", 0) from None


def _values(body: bytes) -> int:
    """Return about how many values there are: no fewer than commas and opening brackets outside of strings."""
    if len(body) <= MOST_VALUES or _signs(body) <= MOST_VALUES:
        return 0
    values = 0
    for part in _STRINGS.finditer(body):
        values += _signs(_STRING.sub(b"", part[0]))
        if values > MOST_VALUES:
            break
    return values


def _signs(body: bytes) -> int:
    return body.count(b",") + body.count(b"[") + body.count(b"{")


def _refuse_constant(_name: str) -> NoReturn:
    raise json.JSONDecodeError("NaN and Infinity are not JSON", "", 0)


class _Fields:
    """Counts the objects and fields of one body while it is parsed."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._count = 0

    def checked(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Make an object of its fields. Raises json.JSONDecodeError."""
        self._count += 1 + len(pairs)
        if len(pairs) > MOST_FIELDS:
            raise json.JSONDecodeError(f"an object has {len(pairs):,} fields and may have {MOST_FIELDS:,}", "", 0)
        if self._count > self._most:
            raise json.JSONDecodeError(f"its objects have more than {self._most:,} fields in all", "", 0)
        fields = dict(pairs)
        if len(fields) != len(pairs):
            raise json.JSONDecodeError("a field is given twice", "", 0)
        return fields


class StrictRequest(Request):
    """A request whose JSON is parsed strictly, and off the event loop where there is much of it."""

    async def json(self) -> Any:
        """Parse the body. Raises json.JSONDecodeError."""
        body = await self.body()
        is_chat = self.scope["path"].startswith("/v1/")
        read = partial(parse, body, most_fields=MOST_FIELDS_OF_A_CHAT if is_chat else MOST_FIELDS_IN_ALL)
        return read() if len(body) < _WORTH_A_THREAD else await anyio.to_thread.run_sync(read)


def is_json(content_type: str) -> bool:
    """Say whether a Content-Type header names JSON."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def json_response(content: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Serialise plain JSON types (and dataclasses) with orjson."""
    return Response(orjson.dumps(content), status, headers, media_type="application/json")
