"""The protocol over streamable HTTP: an ASGI application without sessions, so that any worker may answer any request.

Who may come in is checked before it is reached: host, origin and key by the service that it is part of.
"""

from __future__ import annotations

import asyncio

from mcp.server.mcpserver import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from starlette.types import ASGIApp, Receive, Scope, Send

_CHECKED_BEFORE = TransportSecuritySettings(enable_dns_rebinding_protection=False)


class StreamableHTTP:
    """Serves one server. What the SDK runs beside the requests is started with the first, and ends with the loop."""

    def __init__(self, server: MCPServer) -> None:
        """Make the application; nothing runs yet."""
        server.streamable_http_app(stateless_http=True, json_response=True, transport_security=_CHECKED_BEFORE)
        self._sessions = server.session_manager
        self._running: asyncio.Task[None] | None = None
        self._is_ready = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        await self._is_ready.wait()
        await self._sessions.handle_request(scope, receive, send)

    async def _run(self) -> None:
        async with self._sessions.run():
            self._is_ready.set()
            await asyncio.Event().wait()


def application(server: MCPServer) -> ASGIApp:
    """Return the ASGI application that serves a server."""
    return StreamableHTTP(server)
