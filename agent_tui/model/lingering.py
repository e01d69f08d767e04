"""Keeps a worker going between sessions: takes new ones, rests without any, and ends when its time is over."""

from __future__ import annotations

import asyncio
import faulthandler
import gc
import os
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from agent_tui import __version__
from agent_tui.model.identity import code, identity
from agent_tui.model.joining import make_room
from agent_tui.model.loading import Loading
from agent_tui.model.pace import Pace
from agent_tui.model.peer import is_own
from agent_tui.model.post import Post
from agent_tui.model.served import Served, Use, note
from agent_tui.model.wire import LONGEST_LINE, End, Hello, Tell, Told, Welcome, encoder, knock

_LOOK = 30.0
"""Seconds between two looks at whether post and code are what they were."""
_STUCK = 60.0
"""Seconds after which a worker that does nothing any more ends, so that it is not in the way for ever."""
_KNOCK = 5.0
"""Seconds for the first frame of a connection."""
_TRIES, _PAUSE = 20, 0.05
_MOST = 3
"""Workers of one user that wait at the same time; each has its own memory."""


class Lingering:
    """The sessions of a worker, one after another and at the same time."""

    def __init__(self, directory: Path, seconds: float, loading: Loading) -> None:
        self._seconds = seconds
        self._loading = loading
        self._pace = Pace()
        self._directory = directory
        self._identity, self._code = identity(os.environ), code()
        self._post = Post(directory, self._identity)
        self._server: asyncio.Server | None = None
        self._sessions: set[Served] = set()
        self._began = self._quiet_since = time.monotonic()
        self._requests = 0
        self._moved = asyncio.Event()

    def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> asyncio.Task[None]:
        """Begin a session; the task ends with it."""
        session = Served(reader, writer, self._loading, self._pace, self._use)
        self._sessions.add(session)
        return asyncio.create_task(self._attended(session))

    async def _attended(self, session: Served) -> None:
        try:
            await session.serve()
        finally:
            self._sessions.discard(session)
            self._requests += session.requests
            self._quiet_since = time.monotonic()
            self._rest()
            self._moved.set()

    async def open(self) -> None:
        """Wait for sessions, unless another worker does, or it is not possible here."""
        for _ in range(_TRIES):
            try:
                listening = self._post.take()
            except BlockingIOError:
                await asyncio.sleep(_PAUSE)
                continue
            except OSError as error:
                note(f"later sessions will not find this worker: {error}")
                return
            if listening is not None:
                self._server = await asyncio.start_unix_server(self._met, sock=listening, limit=LONGEST_LINE)
                await asyncio.to_thread(make_room, self._directory, _MOST)
            return

    async def outlast(self) -> None:
        """Return when there is no session, and will be none any more."""
        while self._server is not None or self._sessions:
            faulthandler.dump_traceback_later(_STUCK, exit=True)
            if self._server and not (self._stands() and self._left() > 0):
                self._close()
                continue
            pause = min(_LOOK, self._left()) if self._server else _LOOK
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._moved.wait()
            self._moved.clear()
        faulthandler.cancel_dump_traceback_later()

    def _stands(self) -> bool:
        return self._post.stands() and code() == self._code

    def _left(self) -> float:
        """Seconds until it ends, where nothing happens."""
        return self._seconds if self._sessions else self._quiet_since + self._seconds - time.monotonic()

    def _close(self) -> None:
        if self._server is not None:
            self._post.leave()
            self._server.close()
            self._server = None

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = writer.get_extra_info("socket")
        try:
            if not is_own(connection):
                return
            async with asyncio.timeout(_KNOCK):
                first = knock.decode(await reader.readline())
            match first:
                case Hello(identity=theirs, linger=seconds) if theirs == self._identity and self._stands():
                    self._seconds = seconds
                    writer.write(encoder.encode(Welcome(self._identity)) + b"\n")
                    await self.serve(reader, writer)
                case Hello():
                    return
                case Tell():
                    writer.write(encoder.encode(self._told()) + b"\n")
                case End():
                    writer.write(encoder.encode(self._told()) + b"\n")
                    self._close()
        except (TimeoutError, ConnectionError, ValueError, msgspec.DecodeError) as error:
            note(f"somebody who knocked was not understood: {error!r}")
        finally:
            writer.close()
            self._moved.set()

    def _told(self) -> Told:
        module, use = self._loading.module, self._use()
        return Told(
            os.getpid(),
            __version__,
            module.version() if module else "",
            time.monotonic() - self._began,
            use.sessions,
            use.requests,
            self._left(),
        )

    def _use(self) -> Use:
        return Use(len(self._sessions), self._requests + sum(session.requests for session in self._sessions))

    def _rest(self) -> None:
        """Forget what belonged to the session that ended; without any, take no more memory than needed."""
        if module := self._loading.module:
            module.forget()
        if not self._sessions:
            self._pace.forget()
            gc.collect()
            _give_back()


def _give_back() -> None:
    """Give memory that is not used back to the system, where the C library can."""
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
