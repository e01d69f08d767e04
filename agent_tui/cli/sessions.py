"""The sessions of a directory, for the app to change between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec.structs import replace

from agent_tui.cli.ready import worker
from agent_tui.config.load import Loaded
from agent_tui.config.options import Options
from agent_tui.config.places import places
from agent_tui.core.errors import UserError
from agent_tui.core.ops import Rename
from agent_tui.core.past import PastSession, fork_name
from agent_tui.core.ports import Session
from agent_tui.session.fork import forked
from agent_tui.session.index import directory, entries
from agent_tui.session.timings import Timings


class DirectorySessions:
    """Implements `core.ports.Sessions`."""

    def __init__(self, options: Options, loaded: Callable[[], Loaded], notes: Timings) -> None:
        """`loaded` is the configuration as it holds now; `notes` are those of the app."""
        self._notes = notes
        self._options = options
        self._loaded = loaded
        self._data = places().data
        self._place = directory(self._data, Path(options.cwd))

    def all(self) -> Sequence[PastSession]:
        """As `core.ports.Sessions`."""
        return tuple(entries(self._place))

    async def open(self, beginning: str) -> Session:
        """As `core.ports.Sessions`."""
        from agent_tui.compose import assemble

        loaded = self._loaded()
        options = replace(self._options, continue_latest=False, resume=beginning)
        return await assemble(options, loaded, worker(loaded.config.model), self._notes)

    async def fork(self, session_id: str) -> Session:
        """As `core.ports.Sessions`."""
        try:
            copy = await asyncio.to_thread(forked, self._place, self._data / "outputs", session_id)
        except OSError as error:
            raise UserError(f"The session cannot be copied: {error.strerror}.") from error
        session, known = await self.open(copy), await asyncio.to_thread(self.all)
        if name := next((one.name for one in known if one.session_id == session_id), ""):
            session.send(Rename(fork_name(name, {one.title for one in known})))
        return session
