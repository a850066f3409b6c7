"""Parameters of an address: one that a route takes once may be given once.

FastAPI takes the last of several without a word. What a proxy, a log or a signature took for the value may be the
first, so none is taken. Knows nothing of what the parameters mean.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Coroutine, Iterator
from typing import Any, get_origin

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel


class SingleRoute(APIRoute):
    """A route for everybody, which takes no parameter twice that it takes once."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the route."""
        handle = super().get_route_handler()
        single = single_parameters(self.dependant)

        async def checked(request: Request) -> Response:
            refuse_repeated(request, single)
            return await handle(request)

        return checked


def single_parameters(dependant: Dependant) -> frozenset[str]:
    """Return the names of the parameters that a route takes once: all that are no lists."""
    return frozenset(name for name, kind in _parameters(dependant) if get_origin(kind) is not list)


def refuse_repeated(request: Request, single: Collection[str]) -> None:
    """Raise RequestValidationError, which names them, where parameters of ``single`` are given more than once."""
    if not request.url.query:
        return
    times = Counter(name for name, _ in request.query_params.multi_items())
    faults = [
        {
            "type": "repeated",
            "loc": ("query", name),
            "msg": f"The parameter {name} is given {times[name]:,} times, and is taken once",
        }
        for name in sorted(single)
        if times[name] > 1
    ]
    if faults:
        raise RequestValidationError(faults)


def _parameters(dependant: Dependant) -> Iterator[tuple[str, Any]]:
    """Yield the name and type of every parameter, those of models and of what the route depends on too."""
    for field in dependant.query_params:
        kind = field.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from ((one.alias or name, one.annotation) for name, one in kind.model_fields.items())
        else:
            yield field.alias, kind
    for part in dependant.dependencies:
        yield from _parameters(part)
