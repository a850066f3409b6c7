"""How bodies are read and written: strict JSON in, fast JSON out. Knows nothing of what is in them.

Strict means: no NaN or Infinity, no field twice, no nesting that exhausts the stack. (Lone surrogates
and NUL are refused field by field in qa.web.schemas.requests.)
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

import anyio.to_thread
import orjson
from fastapi import Request, Response

_WORTH_A_THREAD = 1 << 16


def parse(body: bytes) -> Any:
    """Parse strict JSON. Raises json.JSONDecodeError whose message names the fault and none of the content."""
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        raise json.JSONDecodeError(error.msg, "", 0) from None
    except UnicodeDecodeError:
        raise json.JSONDecodeError("not UTF-8", "", 0) from None
    except RecursionError:
        raise json.JSONDecodeError("nested too deeply", "", 0) from None
    except ValueError:
        raise json.JSONDecodeError("a number has too many digits", "", 0) from None


def _refuse_constant(_name: str) -> NoReturn:
    raise json.JSONDecodeError("NaN and Infinity are not JSON", "", 0)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise json.JSONDecodeError("a field is given twice", "", 0)
    return fields


class StrictRequest(Request):
    """A request whose JSON is parsed strictly, and off the event loop where there is much of it."""

    async def json(self) -> Any:
        """Parse the body. Raises json.JSONDecodeError."""
        body = await self.body()
        if len(body) < _WORTH_A_THREAD:
            return parse(body)
        return await anyio.to_thread.run_sync(parse, body)


def is_json(content_type: str) -> bool:
    """Say whether a Content-Type header names JSON."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def json_response(content: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Serialise plain JSON types (and dataclasses) with orjson."""
    return Response(orjson.dumps(content), status, headers, media_type="application/json")
