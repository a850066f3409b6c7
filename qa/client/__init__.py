"""A service asked over HTTP as one asks the engine: for programs without the models (extra ``client``)."""

from __future__ import annotations

from qa.client.http import AsyncClient, Client, RemoteConversation

__all__ = ["AsyncClient", "Client", "RemoteConversation"]
