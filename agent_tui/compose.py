"""Puts the parts together: configuration in, a session out."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path

from msgspec.structs import replace

from agent_tui import __version__
from agent_tui.agent.attaching import Attaching
from agent_tui.agent.capped import Capped
from agent_tui.agent.compaction import Compaction
from agent_tui.agent.context import Context
from agent_tui.agent.counted import Counted
from agent_tui.agent.dispatch import Dispatch
from agent_tui.agent.earlier import Earlier, earlier
from agent_tui.agent.engine import Engine
from agent_tui.agent.nearby import Guided
from agent_tui.agent.opening import Opening
from agent_tui.agent.outfit import Outfit
from agent_tui.agent.parts import Parts
from agent_tui.agent.purse import Purse
from agent_tui.agent.state import SessionState
from agent_tui.agent.subagent import Subagents
from agent_tui.agent.surroundings import mode_sentence, surroundings
from agent_tui.agent.windowed import Windowed
from agent_tui.config.acting import own_folder
from agent_tui.config.load import Loaded
from agent_tui.config.options import Options
from agent_tui.config.places import Places, places
from agent_tui.config.providers import chosen_model, key_values
from agent_tui.config.schema import Config
from agent_tui.config.trust import is_trusted
from agent_tui.core.budget import Shares, room
from agent_tui.core.caps import Cap, Caps
from agent_tui.core.confined import Confined
from agent_tui.core.conversation import Conversation
from agent_tui.core.errors import UserError
from agent_tui.core.firsts import Firsts
from agent_tui.core.mask import masked
from agent_tui.core.messages import Message
from agent_tui.core.ports import Progress, Provider
from agent_tui.core.verdicts import Mode
from agent_tui.core.views import Questions, Result
from agent_tui.extensions.custom import custom_commands
from agent_tui.extensions.instructions import CUT, LIMIT, instructions, nearby
from agent_tui.model.catalog import Catalog
from agent_tui.model.client import Access, WorkerProvider
from agent_tui.model.entries import Entry
from agent_tui.model.joining import found_or_started
from agent_tui.model.pricelist import bundled
from agent_tui.model.ratios import Ratios
from agent_tui.model.retry import Retried
from agent_tui.model.spawn import Spawned, spawn
from agent_tui.model.tokens import TokenCounter
from agent_tui.model.workers import Workers
from agent_tui.permissions.confinement import Confinement
from agent_tui.permissions.gate import Permissions
from agent_tui.permissions.log import Log as DecisionLog
from agent_tui.permissions.paths import Confines
from agent_tui.permissions.rules import parse_rules
from agent_tui.permissions.store import Store
from agent_tui.prompting.find import prompt
from agent_tui.prompting.system import lean_prompt, research_prompt, system_prompt, wants_lean
from agent_tui.session import index
from agent_tui.session.faults import Faults
from agent_tui.session.log import Log, read
from agent_tui.session.outputs import Outputs
from agent_tui.session.restore import Restored, restored
from agent_tui.session.spending import SpendingFile
from agent_tui.session.timings import Timed, Timings, of_environment
from agent_tui.tools.bash import bash
from agent_tui.tools.environment import child_environment
from agent_tui.tools.jobs import Jobs
from agent_tui.tools.registry import Tools
from agent_tui.tools.shell import Shell
from agent_tui.tools.toolset import LOOKING, RARE, RARE_IF_LEAN, everything, names, toolset
from agent_tui.tools.undo import Undo
from agent_tui.tools.web_fetch import Web
from agent_tui.tools.workspace import Workspace, trimmed

_A_DAY = 24 * 60 * 60
"""Seconds after which a command of the person is ended, who can do that much sooner."""
_MILLION = 1_000_000
_Session = tuple[str, Path, Restored, Earlier]
"""An id, a journal, where the talk stood, and what its events come to."""


def workers(config: Config, here: Places, catalog: Catalog, ready: Spawned | None) -> WorkerProvider | Workers:
    """What answers requests; `ready` is a worker that was started before. Raises `UserError`."""
    log, access = str(here.state / "worker.log"), _access(config)
    shares = ready is not None and ready.outlives
    own = WorkerProvider(partial(spawn, log), catalog, access, None if shares else ready)
    if not config.model.linger:
        return own
    start = partial(found_or_started, here.runtime, config.model.linger, log)
    return Workers(WorkerProvider(start, catalog, access, ready if shares else None), own)


async def assemble(
    options: Options, loaded: Loaded, ready: Spawned | None = None, timings: Timings | None = None
) -> Engine:
    """A session, ready for its first message; `ready` is a worker that was started before. Raises `UserError`.

    `timings` are written where that is wanted, by default where the environment says so.
    """
    config, here, root = loaded.config, places(), Path(options.cwd)
    session_id, journal_path, before, past = await _session(options, here, root)
    state = _state(options, loaded, session_id, before, past)
    store = here.data / "outputs" / session_id

    catalog = Catalog(partial(bundled, here.state / "models.msgpack"), _known(config, state.model))
    worker_provider = workers(config, here, catalog, ready)
    loop = asyncio.get_running_loop()

    def tell(text: str) -> None:
        loop.call_soon_threadsafe(engine.notice, text)

    firsts = Firsts(time.perf_counter, tell)
    counter = TokenCounter(firsts=firsts, learned=Ratios(here.state / "tokens.json"))
    counted = Counted(counter)
    purse = _purse(config, store / "spent.jsonl", here.data / "spent")
    provider = Retried(Capped(worker_provider, purse, counted, catalog))
    gate = permissions(config, here, root, store)
    ws = Workspace(root, store)
    ws.firsts = firsts
    ws.takes_pictures = lambda: catalog.takes_pictures(state.model)
    confinement = Confinement(root, store, here.state / "sandboxed", [str(place) for place in _own(here)], ws.wrote)
    if state.mode is Mode.AUTO and (problem := confinement.problem()):
        raise UserError(problem)

    def confine(argv: Sequence[str], cwd: str) -> Confined:
        return confinement.wrap(argv, cwd) if state.mode is Mode.AUTO else Confined(argv)

    environment = child_environment(os.environ, config.shell.env_allow, [config.model.api_key_env])
    shell = Shell(root, store, environment, config.shell.timeout, confine)
    jobs = Jobs(shell)
    own_shell = Shell(root, store, environment, _A_DAY)

    async def ask(questions: Questions) -> tuple[str, ...]:
        return await dispatch.ask(questions)

    async def delegate(task: str, call_id: str, progress: Progress) -> Result:
        return await subagents.run(task, call_id, progress)

    undo = Undo(ws, store / "undo", lambda: state.turn)
    collaborators: dict[str, object] = {
        "ws": ws,
        "undo": undo,
        "shell": shell,
        "jobs": jobs,
        "web": Web(store, config.web.allow_hosts, firsts),
        "ask": ask,
        "delegate": delegate,
    }
    prompts = here.config / "prompts"
    toolbox = Tools(everything(), collaborators, RARE_IF_LEAN, prompts)
    looking = Tools(LOOKING, collaborators, overrides=prompts)
    own = Tools((bash,), {**collaborators, "shell": own_shell})
    context = _context(config, state, provider, cache(partial(_outfit, config, catalog, prompts)))
    if before.effort is not None:
        context.effort = before.effort
    conversation = Conversation(before.messages, before.fold, before.whole)
    mask = partial(masked, known=key_values(os.environ))
    outputs = Outputs(trimmed(store), mask)
    summarise = prompt("compact.md", prompts)

    def research_outfit(model: str) -> Outfit:
        return Outfit(research_prompt(names(LOOKING), model, prompts), looking.specs())

    research = _context(config, state, provider, cache(research_outfit))
    shares = Shares(config.shares.context, config.shares.dialog, config.shares.output)

    def compaction() -> Compaction:
        model = config.model.summaries
        return Compaction(provider, summarise, model, room(catalog.window(model), 0) if model else 0)

    main = Windowed(context, compaction(), counted, outputs, catalog, shares)

    def task_model() -> Windowed:
        own = compaction()
        own.paid = main.compaction.paid
        return Windowed(research, own, counted, outputs, catalog, shares)

    def dispatching(tools: Tools, messages: Callable[[], Sequence[Message]]) -> Dispatch:
        guided = Guided(tools, partial(nearby, root), messages)
        return Dispatch(guided, gate, lambda: state.mode, config.max_parallel)

    async def project_instructions() -> str:
        text = await asyncio.to_thread(instructions, root, here.config)
        if CUT in text:
            engine.notice_once(f"The project's instructions are too long: the model gets {LIMIT // 1024} KB of them.")
        return text

    def there(path: str) -> bool:
        place = Path(ws.absolute(path))
        return place.is_dir() if path.endswith("/") else place.exists()

    opening = Opening(
        partial(surroundings, root, overrides=prompts),
        project_instructions,
        partial(mode_sentence, overrides=prompts),
        Attaching(looking, gate, there, tell).messages,
    )
    dispatch = dispatching(toolbox, lambda: conversation.messages)
    subagents = Subagents(
        task_model, partial(dispatching, looking), lambda: opening.ground(state.mode), config.max_steps
    )
    main.compaction.ground = lambda: opening.ground_again(state.mode)
    main.compaction.jobs = lambda: [str(job) for job in jobs.all() if job.running]
    journal = Log(journal_path, time.time, mask)
    engine = Engine(
        state,
        conversation,
        Parts(
            main,
            dispatch,
            subagents,
            opening,
            undo,
            gate,
            Timed(journal, timings or of_environment(os.environ, here.state)),
            catalog,
            purse,
            config.max_steps,
            lambda: Dispatch(own, gate, lambda: Mode.YOLO),
            lambda: Dispatch(own, gate, lambda: state.mode),
            custom_commands((here.config / "commands", *_trusted_commands(root, here))),
            partial(_model_named, config, catalog),
            prompt("init.md", prompts),
            confinement.problem,
            ws.ahead.from_words,
            ws.forget_seen,
            lambda: (*ws.kept(), counted.kept()),
            worker_provider.processes,
            (jobs.close, shell.close, own_shell.close, worker_provider.close),
            Faults(here.state / "faults", __version__, mask, os.environ).report,
        ),
    )
    journal.broken = engine.notice
    jobs.told = engine.report
    jobs.changed = lambda: engine.jobs_changed(tuple(job.view for job in jobs.all()))
    shell.told = engine.notice
    for notice in (*loaded.notices, *gate.problems, *confinement.recover()):
        engine.notice(notice)
    if not config.performance.fast_startup:
        counter.load()
    return engine


def _model_named(config: Config, catalog: Catalog, name: str) -> str:
    """The whole name of a model that is named; empty where none is known. Blocks."""
    whole = chosen_model(replace(config.model, name=name), os.environ)
    # What a server of one's own has is not in the table.
    return whole if config.model.base_url else catalog.whole_name(whole)


def _trusted_commands(root: Path, here: Places) -> tuple[Path, ...]:
    """Where the project has commands of its own, once the person trusts it."""
    folder = own_folder(root)
    commands = folder / "commands" if folder else None
    if commands is None or commands.is_symlink() or not is_trusted(root, here):
        return ()
    return (commands,)


def _purse(config: Config, session: Path, days: Path) -> Purse:
    caps = config.caps
    limits = Caps(
        Cap(caps.turn_tokens, caps.turn_dollars),
        Cap(caps.session_tokens, caps.session_dollars),
        Cap(caps.day_tokens, caps.day_dollars),
    )
    today = SpendingFile(lambda: days / f"{time.strftime('%Y-%m-%d')}.jsonl")
    return Purse(limits, SpendingFile(lambda: session), today)


def _known(config: Config, model: str) -> dict[str, Entry]:
    """What the person knows better of `model` than the table."""
    said = config.model
    input_price, output_price, cached_price = (
        price / _MILLION or None for price in (said.input_price, said.output_price, said.cached_price)
    )
    entry = Entry(said.window or None, None, input_price, output_price, cached_price)
    return {} if entry == Entry() else {model: entry}


def _lean(config: Config, model: str, catalog: Catalog) -> bool:
    profile = config.prompt.profile
    return profile == "lean" or (profile == "auto" and wants_lean(model, catalog.window(model)))


def _outfit(config: Config, catalog: Catalog, prompts: Path, model: str) -> Outfit:
    told = toolset(model)
    if _lean(config, model, catalog):
        system, rare = lean_prompt(config.prompt.append, prompts), RARE_IF_LEAN
    else:
        system, rare = system_prompt(names(told), model, config.prompt.append, prompts), RARE
    return Outfit(system, Tools(told, {}, rare, prompts).specs())


def _context(config: Config, state: SessionState, provider: Provider, outfit: Callable[[str], Outfit]) -> Context:
    context = Context(provider, lambda: state.model, outfit)
    context.effort = config.model.effort
    context.max_output = config.model.max_output_tokens
    return context


async def _session(options: Options, here: Places, root: Path) -> _Session:
    """The session that is asked for. Raises `UserError` where the one asked for is not there."""
    place = index.directory(here.data, root)
    if not (options.continue_latest or options.resume):
        session_id = index.new_id()
        return session_id, place / f"{session_id}.jsonl", Restored(), Earlier()
    return await asyncio.to_thread(_earlier, options, place)


def _earlier(options: Options, place: Path) -> _Session:
    """The session in `place` that is to go on. Blocks. Raises `UserError`."""
    newest = None if options.resume else index.newest(place)
    found = [newest] if newest else index.matching(place, options.resume) if options.resume else []
    if not found:
        which = f"session {options.resume}" if options.resume else "session to continue"
        raise UserError(f"There is no {which} for this directory; list them with: agent sessions.")
    path = found[0]
    try:
        before = restored(event for _, event in read(path))
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from error
    return path.stem, path, before, earlier(before.history)


def _state(options: Options, loaded: Loaded, session_id: str, before: Restored, past: Earlier) -> SessionState:
    """A continued session keeps its model and mode, unless this start asked for others."""
    asked = loaded.origins
    config = loaded.config
    model = chosen_model(config.model, os.environ)
    mode = Mode(config.mode)
    if before.model and asked.get("model.name") not in ("flag", "AGENT_MODEL"):
        model = before.model
    if before.history and asked.get("mode") not in ("flag", "AGENT_MODE"):
        mode = before.mode
    return SessionState(
        session_id,
        options.cwd,
        __version__,
        model,
        mode,
        before.turn,
        before.usage,
        before.context_tokens,
        past,
        before.ways,
    )


def _access(config: Config) -> Access:
    """Raises `UserError` where the variable that should hold the key does not."""
    variable = config.model.api_key_env
    key = os.environ.get(variable, "") if variable else ""
    if variable and not key:
        raise UserError(f"The variable {variable} is empty, and model.api_key_env names it for the key; set it.")
    return Access(config.model.base_url, key, float(config.model.timeout))


def _own(here: Places) -> tuple[Path, ...]:
    """Directories that decide what agent may do."""
    return here.config, here.data, here.state, here.runtime


def permissions(config: Config, here: Places, root: Path, store: Path) -> Permissions:
    """The gate of a session at `root` that keeps its outputs in `store`. Raises `UsageError`."""
    rules = parse_rules(config.permissions.allow, config.permissions.ask, config.permissions.deny)
    return Permissions(
        rules,
        confines=Confines(root, own=_own(here), readable=(store,)),
        home=Path.home(),
        store=Store(here.state / "rules", str(root)),
        log=DecisionLog(here.state / "decisions.jsonl", str(root)),
        # Auto mode is refused where no sandbox works, so that in it there always is one.
        sandboxed=True,
    )
