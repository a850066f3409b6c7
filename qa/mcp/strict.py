"""A server of the protocol that refuses what a tool does not take, and names it.

The SDK drops unknown arguments without a word, and a model that has misspelled a filter then takes what was not
filtered for its answer. Knows nothing of the tools.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import unquote_to_bytes

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS, CallToolResult, InputRequiredResult, Tool
from pydantic import ValidationError

_MOST_NAMED = 10
_LONGEST_NAME = 60


class StrictServer(MCPServer):
    """Says of every tool that it takes no other arguments, and holds to it.

    As the specification wants, arguments at fault make a result that is an error, which a model reads and mends
    (SEP-1303); an unknown tool is an error of the protocol.
    """

    async def list_tools(self) -> list[Tool]:
        """List the tools, with schemas that allow nothing beyond what they name."""
        return [
            tool.model_copy(update={"input_schema": {**tool.input_schema, "additionalProperties": False}})
            for tool in await super().list_tools()
        ]

    async def call_tool(
        self, name: str, arguments: dict[str, Any], *context: Any, **named: Any
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool. Raises MCPError for an unknown one, ToolError for arguments at fault and for what the tool
        raises."""
        tools = {tool.name: tool for tool in await super().list_tools()}
        if name not in tools:
            raise MCPError(INVALID_PARAMS, f"Unknown tool: {name[:_LONGEST_NAME]}. There are: {_listed(tools)}")
        known = tools[name].input_schema.get("properties", {})
        if unknown := [argument for argument in arguments if argument not in known]:
            raise ToolError(f"{name} takes no argument {_listed(unknown)}. It takes: {_listed(known)}")
        try:
            return await super().call_tool(name, arguments, *context, **named)
        except ToolError as error:
            if isinstance(error.__cause__, ValidationError):
                raise ToolError(_faults(name, error.__cause__)) from error.__cause__
            raise

    async def read_resource(self, uri: Any, *context: Any, **named: Any) -> Any:
        """Read a resource. Raises ResourceNotFoundError for an address whose escapes are not UTF-8: the SDK would read
        U+FFFD in their place."""
        try:
            unquote_to_bytes(str(uri)).decode("utf-8")
        except UnicodeDecodeError as error:
            raise ResourceNotFoundError(f"the escapes of {str(uri)[:200]!r} are not UTF-8; write it as such") from error
        return await super().read_resource(uri, *context, **named)


def _listed(names: Iterable[str]) -> str:
    every = [repr(one[:_LONGEST_NAME]) for one in names]
    more = len(every) - _MOST_NAMED
    return ", ".join(every[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _faults(name: str, error: ValidationError) -> str:
    """Say which arguments are at fault and why, in the words of the HTTP service and without their values."""
    every = error.errors(include_url=False, include_context=False, include_input=False)
    lines = [f"{_place(one['loc'])}: {one['msg']}" for one in every[:_MOST_NAMED]]
    more = len(every) - _MOST_NAMED
    return f"{name} cannot take these arguments. " + "; ".join(
        [*lines, *([f"{more:,} more faults"] if more > 0 else [])]
    )


def _place(parts: Sequence[int | str]) -> str:
    return ".".join(str(part)[:_LONGEST_NAME] for part in parts)
