"""Fetches a page over HTTP. Imports the client: to be imported on first use only."""

from __future__ import annotations

import asyncio
import ssl
import zlib
from collections.abc import Collection
from functools import cache

import httpx
from msgspec import Struct

from agent_tui.core.errors import ToolFailed
from agent_tui.tools.address import Resolve, checked, resolved

MOST_BYTES = 5 * 1024 * 1024
MOST_REDIRECTS = 5
SECONDS = 30.0
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_DEFAULT_PORTS = {"http": 80, "https": 443}
_HEADERS = {
    "User-Agent": "agent-tui (web_fetch)",
    "Accept": "text/html,text/markdown,text/plain,application/json,application/xml;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}


class Page(Struct, frozen=True):
    """What a server answered."""

    url: str
    """Where it came from in the end."""
    status: int
    media_type: str
    charset: str | None
    body: bytes
    cut: bool = False
    """Whether the body was longer than is taken."""
    elsewhere: str = ""
    """Where the server sends one, when that is another host: not followed."""


async def fetch(url: str, allowed: Collection[str] = (), seconds: float = SECONDS, resolve: Resolve = resolved) -> Page:
    """Get `url`. Redirects inside its host are followed. Raises `ToolFailed`."""
    try:
        async with asyncio.timeout(seconds), _client() as client:
            return await _followed(client, _parsed(url), frozenset(map(str.lower, allowed)), resolve)
    except TimeoutError as error:
        raise ToolFailed(f"{url} did not answer in full within {seconds:g} s.") from error
    except (httpx.HTTPError, httpx.InvalidURL, zlib.error) as error:
        raise ToolFailed(f"{url} could not be fetched: {str(error) or type(error).__name__}.") from error


def _client() -> httpx.AsyncClient:
    # No proxy of the environment: it would resolve the name anew, after it was checked.
    return httpx.AsyncClient(verify=_trust(), trust_env=False, follow_redirects=False, timeout=None, headers=_HEADERS)


@cache
def _trust() -> ssl.SSLContext:
    """Whom to trust; reading it takes longer than a fetch nearby."""
    return httpx.create_ssl_context()


def _parsed(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise ToolFailed(f"{url} is no address: {error}.") from error
    if parsed.scheme not in _DEFAULT_PORTS or not parsed.host:
        raise ToolFailed(f"{url} cannot be fetched; only http:// and https:// addresses can.")
    if parsed.userinfo:
        raise ToolFailed("An address with a user name or password in it is not fetched.")
    return parsed.copy_with(fragment=None)


async def _followed(client: httpx.AsyncClient, url: httpx.URL, allowed: frozenset[str], resolve: Resolve) -> Page:
    for _ in range(MOST_REDIRECTS + 1):
        page, target = await _once(client, url, allowed, resolve)
        if target is None:
            return page
        if not _same_host(url, target):
            return Page(page.url, page.status, page.media_type, page.charset, b"", elsewhere=str(target))
        url = _parsed(str(target))
    raise ToolFailed(f"{url} redirects more than {MOST_REDIRECTS} times.")


async def _once(
    client: httpx.AsyncClient, url: httpx.URL, allowed: frozenset[str], resolve: Resolve
) -> tuple[Page, httpx.URL | None]:
    """One request, and where it redirects to."""
    addresses = await checked(url.host, _port(url), allowed, resolve)
    response = await _connected(client, url, addresses)
    try:
        location = response.headers.get("location")
        if response.status_code in _REDIRECTS and location:
            return _page(url, response, b"", cut=False), url.join(location)
        body, cut = await _body(response)
        return _page(url, response, body, cut), None
    finally:
        await response.aclose()


async def _connected(client: httpx.AsyncClient, url: httpx.URL, addresses: tuple[str, ...]) -> httpx.Response:
    """The answer of the first of the checked `addresses` that can be reached; the name is not resolved again."""
    failure: httpx.TransportError | None = None
    for address in addresses:
        request = client.build_request(
            "GET",
            url.copy_with(host=address),
            headers={"Host": url.netloc.decode("ascii")},
            extensions={"sni_hostname": url.raw_host.decode("ascii")},
        )
        try:
            return await client.send(request, stream=True)
        except httpx.ConnectError as error:
            failure = error
    raise failure or httpx.ConnectError("the name has no address")


async def _body(response: httpx.Response) -> tuple[bytes, bool]:
    """The body, unpacked, up to the most that is taken; and whether there was more.

    It is unpacked here because a few packed bytes may hold gigabytes.
    """
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip", "x-gzip", "deflate", ""):
        raise ToolFailed(f"The page is packed as {packing}, which cannot be read.")
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32) if packing not in ("identity", "") else None
    body = bytearray()
    async for piece in response.aiter_raw():
        room = MOST_BYTES + 1 - len(body)
        body += unpack.decompress(piece, room) if unpack else piece[:room]
        if len(body) > MOST_BYTES:
            return bytes(body[:MOST_BYTES]), True
    return bytes(body), False


def _page(url: httpx.URL, response: httpx.Response, body: bytes, cut: bool) -> Page:
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Page(str(url), response.status_code, media_type, response.charset_encoding, body, cut)


def _same_host(one: httpx.URL, other: httpx.URL) -> bool:
    """Whether a redirect stays at home: the same host and port, or its step from http to https."""
    if one.host != other.host:
        return False
    upgraded = (one.scheme, other.scheme) == ("http", "https") and (_port(one), _port(other)) == (80, 443)
    return upgraded or (one.scheme, _port(one)) == (other.scheme, _port(other))


def _port(url: httpx.URL) -> int:
    return url.port or _DEFAULT_PORTS.get(url.scheme, 0)
