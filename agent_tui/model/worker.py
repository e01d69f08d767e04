"""The model process: answers requests that come over a socket, many at once."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

from agent_tui.model.loading import Loading
from agent_tui.model.pace import Pace
from agent_tui.model.served import Served
from agent_tui.model.wire import LONGEST_LINE

_HIGHEST = 65_536
"""File numbers are not looked for above it: some systems name no limit, and then each would be tried."""


async def _main(connection: socket.socket, warm: str, linger: list[str]) -> None:
    loading = Loading()
    if warm:
        loading.start(warm)
    reader, writer = await asyncio.open_connection(sock=connection, limit=LONGEST_LINE)
    if linger:
        from agent_tui.model.lingering import Lingering

        seconds, directory = linger
        lingering = Lingering(Path(directory), float(seconds), loading)
        first = lingering.serve(reader, writer)
        await lingering.open()
        await lingering.outlast()
        await first
    else:
        await Served(reader, writer, loading, Pace()).serve()
    with suppress(OSError):
        sys.stderr.flush()
    # Pooled connections and an import that is still running would only hold the exit up.
    os._exit(0)


def main() -> None:
    """Serve the socket whose number is the first argument; the second names a model to get ready for, or is empty.

    Two more tell how many seconds to wait for other sessions, and in which directory.
    """
    number = int(sys.argv[1])
    # Whoever started the session may wait for the end of a pipe, or for a lock, that came down to here.
    os.closerange(3, number)
    os.closerange(number + 1, min(os.sysconf("SC_OPEN_MAX"), _HIGHEST))
    connection = socket.socket(fileno=number)
    os.umask(0o077)
    # The directory it was started in may be removed or unmounted while it runs.
    os.chdir("/")
    asyncio.run(_main(connection, sys.argv[2], sys.argv[3:]))


if __name__ == "__main__":
    main()
