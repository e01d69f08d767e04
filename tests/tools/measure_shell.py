"""Prints what commands and fetches cost on this machine."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
import tracemalloc
from pathlib import Path

from agent_tui.agent.dispatch import Dispatch
from agent_tui.core.events import CallEnded
from agent_tui.core.messages import Call
from agent_tui.core.verdicts import Mode
from agent_tui.tools.environment import child_environment
from agent_tui.tools.registry import Tools
from agent_tui.tools.shell import Shell
from agent_tui.tools.web_fetch import Web, web_fetch
from tests.support.scripted import ScriptedGate

MEGABYTE = 1_000_000


async def flood(shell: Shell, megabytes: int) -> None:
    """Time first, then memory: tracing it costs time of its own."""
    command = f"yes 'a line of output' | head -c {megabytes * MEGABYTE}"
    ran = await shell.run(command, 600, lambda _: None)
    tracemalloc.start()
    await shell.run(command, 600, lambda _: None)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"{megabytes:>5} MB of output      {ran.seconds:8.3f} s   peak memory {peak / MEGABYTE:.1f} MB")


async def smallest(shell: Shell, times: int = 20) -> None:
    began = time.perf_counter()
    for _ in range(times):
        await shell.run("true", 10, lambda _: None)
    print(f"one command that does nothing {(time.perf_counter() - began) / times * 1000:6.1f} ms")


async def batch(store: Path, parallel: int) -> None:
    """Eight fetches from a server that takes 100 ms for each."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(0.1)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    tools = Tools((web_fetch,), {"web": Web(store, ["127.0.0.1"])})
    calls = [Call(str(number), "web_fetch", f'{{"url": "{url}"}}') for number in range(8)]
    await tools.bind(calls[0]).run(lambda _: None)  # the client is imported
    began = time.perf_counter()
    ended = [event async for event in Dispatch(tools, ScriptedGate(), lambda: Mode.ASK, parallel)(calls)]
    seconds = time.perf_counter() - began
    assert not any(event.result.failed for event in ended if isinstance(event, CallEnded))
    print(f"eight calls of 100 ms, {parallel} at a time {seconds * 1000:6.0f} ms")
    server.close()
    await server.wait_closed()


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        shell = Shell(Path(folder), Path(folder) / "store", child_environment(os.environ))
        await flood(shell, 10)
        await flood(shell, 100)
        await smallest(shell)
        await batch(Path(folder), 8)
        await batch(Path(folder), 1)


if __name__ == "__main__":
    asyncio.run(main())
