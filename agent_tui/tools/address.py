"""Tells which addresses a page may be fetched from."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from agent_tui.core.errors import ToolFailed

Resolve = Callable[[str, int], Awaitable[tuple[str, ...]]]
"""Takes a host and a port; returns addresses, best first. Raises `OSError`."""
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""IPv4 addresses as a translating network writes them."""


async def resolved(host: str, port: int) -> tuple[str, ...]:
    """The addresses of `host` as the system knows them. Raises `OSError`."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


async def checked(host: str, port: int, allowed: Collection[str], resolve: Resolve = resolved) -> tuple[str, ...]:
    """Addresses of `host` that may be connected to. Raises `ToolFailed`.

    One private address among public ones is enough for a no, unless `allowed` names `host` or `host:port`.
    """
    try:
        addresses = await resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise ToolFailed(f"The name {host} is not known: {getattr(error, 'strerror', None) or error}.") from error
    if host.lower() in allowed or f"{host.lower()}:{port}" in allowed:
        return addresses
    if refused := [address for address in addresses if not public(address)]:
        raise ToolFailed(
            f"{host} has the address {refused[0]}, which is not public. "
            "The user can allow the host with web.allow_hosts in the configuration."
        )
    return addresses


def public(address: str) -> bool:
    """Whether an address belongs to the open internet, whatever form hides an IPv4 address in it."""
    found = ip_address(address.partition("%")[0])
    return all(each.is_global and not each.is_multicast for each in (found, *_within(found)))


def _within(found: IPv4Address | IPv6Address) -> tuple[IPv4Address, ...]:
    if isinstance(found, IPv4Address):
        return ()
    hidden = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
    if found in _TRANSLATED or int(found) >> 32 == 0:
        hidden.append(IPv4Address(int(found) & 0xFFFFFFFF))
    return tuple(each for each in hidden if each is not None)
