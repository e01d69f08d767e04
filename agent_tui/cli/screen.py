"""Starts the terminal app."""

from __future__ import annotations

import os
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from agent_tui import __version__
from agent_tui.cli.debug import debug_rows
from agent_tui.cli.eager import load_all
from agent_tui.cli.fault import report
from agent_tui.cli.flags import Given
from agent_tui.cli.garbage import tidying
from agent_tui.cli.inside import config_file, config_rows, doctor_rows
from agent_tui.cli.opening import facts
from agent_tui.cli.place import about, branch, short
from agent_tui.cli.sessions import DirectorySessions
from agent_tui.cli.trying import tries
from agent_tui.cli.watching import timings, watching
from agent_tui.config.load import Loaded, load
from agent_tui.config.options import Options
from agent_tui.config.places import places
from agent_tui.config.providers import DEMO, chosen_model, reachable
from agent_tui.config.schema import Config
from agent_tui.config.trust import doubt, trust
from agent_tui.core.marks import mark
from agent_tui.core.ops import Say
from agent_tui.core.ports import Session
from agent_tui.core.verdicts import Mode
from agent_tui.extensions.instructions import instruction_files
from agent_tui.model.spawn import Spawned
from agent_tui.permissions.sandbox import probe
from agent_tui.session.index import directory
from agent_tui.session.timings import Timings
from agent_tui.tools.tree import files, newest_first
from agent_tui.tui.early.terminal import Early

if TYPE_CHECKING:
    from agent_tui.tui.settings import Settings

Assemble = Callable[[Options, Loaded, Spawned | None, Timings], Awaitable[Session]]
_UPDATES = "TEXTUAL_FPS"
_CONNECT = (
    "To connect a real model, set its key, such as ANTHROPIC_API_KEY or OPENAI_API_KEY, and start again; "
    "for one on this machine: agent --model ollama_chat/NAME."
)


def show(options: Options, loaded: Loaded, given: Given, early: Early, ready: Spawned | None) -> int:
    """Run the app until the person leaves it; a prompt that was given is its first turn."""
    config, cwd = loaded.config, Path(options.cwd)
    model = chosen_model(config.model, os.environ)
    tidy, notes = tidying(), timings()
    early.show(facts(cwd, config.mode, model))

    with ThreadPoolExecutor(1) as aside, _prompt_updates():
        # It mostly waits for a process that it starts, which the imports need not.
        sandbox = aside.submit(probe)
        from agent_tui.compose import assemble
        from agent_tui.tui.outside import Outside
        from agent_tui.tui.running import run

        if not config.performance.fast_startup:
            load_all("agent_tui.tui.paint.flow")

    mark("imports done", time.monotonic())
    start = _Start(assemble, options, loaded, given, ready, notes)
    settings = _settings(loaded.config, given, options.cwd, start, bool(sandbox.result()))
    outside = Outside(
        start.trust,
        partial(_newest_files, options.cwd),
        DirectorySessions(options, start.loaded, notes),
        report,
        watching(notes),
        tidy,
    )
    return run(start.session, settings, outside, early)


def show_lines(options: Options, loaded: Loaded, given: Given, ready: Spawned | None) -> int:
    """Run the session line by line, for a screen reader."""
    sandbox = probe()

    from agent_tui.compose import assemble
    from agent_tui.tui.lines.run import run

    start = _Start(assemble, options, loaded, given, ready, timings())

    settings = _settings(loaded.config, given, options.cwd, start, bool(sandbox))
    return run(start.session, settings, start.trust)


class _Start:
    """Opens the session once the person has said whether the directory is trusted."""

    def __init__(
        self,
        assemble: Assemble,
        options: Options,
        loaded: Loaded,
        given: Given,
        ready: Spawned | None,
        notes: Timings,
    ) -> None:
        self._assemble = assemble
        self._options = options
        self._loaded = loaded
        self._given = given
        self._ready = ready
        self.notes = notes
        self.doubt = doubt(Path(options.cwd), places())

    def trust(self) -> None:
        cwd = Path(self._options.cwd)
        # What changed since the person was shown it stays untrusted.
        trust(cwd, places(), self.doubt.state)
        self._loaded = load(self._given.settings, os.environ, cwd, places())

    def loaded(self) -> Loaded:
        return self._loaded

    async def session(self) -> Session:
        session = await self._assemble(self._options, self._loaded, self._ready, self.notes)
        mark("session open", time.monotonic())
        if self._given.prompt:
            session.send(Say(self._given.prompt))
        return session


def _settings(config: Config, given: Given, directory_name: str, start: _Start, sandboxed: bool) -> Settings:
    """What a frontend is told; `sandboxed`: whether commands can be confined here."""
    from agent_tui.tui.keyboard import tells_keys_apart
    from agent_tui.tui.remap import remapped
    from agent_tui.tui.settings import Settings

    cwd, model = Path(directory_name), chosen_model(config.model, os.environ)
    return Settings(
        model=model,
        mode=Mode(config.mode),
        cwd=short(directory_name),
        version=__version__,
        branch=branch(cwd),
        theme=config.ui.theme,
        thoughts=config.ui.thoughts,
        streaming=config.ui.streaming,
        mouse=config.ui.mouse,
        vim=config.ui.vim,
        notify=config.ui.notify,
        modes=tuple(each for each in Mode if each is not Mode.AUTO or sandboxed),
        models=reachable(os.environ),
        about=about(cwd),
        tries=tries(cwd),
        connect=_CONNECT if model == DEMO else "",
        untrusted=start.doubt.lines,
        doctor=doctor_rows,
        debugging=start.notes.on,
        debug=partial(debug_rows, start.notes, cwd),
        configured=partial(config_rows, given.settings, cwd),
        config_file=config_file(),
        pick=given.pick,
        kept=str(directory(places().state, cwd)),
        memory=tuple(map(str, instruction_files(cwd, places().config))),
        editor=os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi",
        keys=remapped(config.keys),
        pager=os.environ.get("PAGER") or "less",
        tells_keys_apart=tells_keys_apart(os.environ),
    )


@contextmanager
def _prompt_updates() -> Iterator[None]:
    """Have Textual, if it is imported herein, draw a key 4 ms after it came, also while an answer streams.

    It draws at fixed times, which would come 17 ms apart; how often an answer is drawn anew does not depend on it.
    """
    given = os.environ.get(_UPDATES)
    os.environ.setdefault(_UPDATES, "240")
    try:
        yield
    finally:
        # What the agent runs has settings of its own.
        if given is None:
            del os.environ[_UPDATES]


def _newest_files(cwd: str) -> list[str]:
    """The files that a message may name."""
    return newest_first(cwd, filter(str.isprintable, files(cwd)))
