"""aiohttp's connector, which tells of each connection; imported where LiteLLM is."""

from __future__ import annotations

from aiohttp import ClientRequest, ClientTimeout, TCPConnector
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import Connection
from aiohttp.tracing import Trace

from agent_tui.model.connections import TRAFFIC


class TellingConnector(TCPConnector):
    """Takes an open connection, or opens one, and says which."""

    async def connect(self, req: ClientRequest, traces: list[Trace], timeout: ClientTimeout) -> Connection:
        """As `TCPConnector`."""
        TRAFFIC.asked(_host(req))
        return await super().connect(req, traces, timeout)

    async def _create_connection(
        self, req: ClientRequest, traces: list[Trace], timeout: ClientTimeout
    ) -> ResponseHandler:
        """As `TCPConnector`."""
        TRAFFIC.opened(_host(req))
        return await super()._create_connection(req, traces, timeout)


def _host(request: ClientRequest) -> str:
    url = request.url
    return f"{url.host}:{url.port}" if not url.is_default_port() else url.host or ""
