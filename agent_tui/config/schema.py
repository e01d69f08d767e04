"""All settings. Each leaf has its sentence beside it; the example file and `agent config show` are made from here."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Positive = Annotated[int, Meta(ge=1)]
Natural = Annotated[int, Meta(ge=0)]
Amount = Annotated[float, Meta(ge=0)]
Percent = Annotated[int, Meta(ge=0, le=100)]


def _says(sentence: str) -> Meta:
    return Meta(description=sentence)


class Model(Struct, frozen=True, forbid_unknown_fields=True):
    """Which model answers, and how it is reached."""

    name: Annotated[str, _says("Model as provider/name; empty takes the demo, or a model whose key is found.")] = ""
    base_url: Annotated[str, _says("Address of an OpenAI-compatible or other server, instead of the provider's.")] = ""
    api_key_env: Annotated[str, _says("Environment variable with the key, instead of the provider's usual one.")] = ""
    effort: Annotated[
        Literal["", "minimal", "low", "medium", "high"], _says("Reasoning effort; empty leaves it to the model.")
    ] = ""
    max_output_tokens: Annotated[Natural, _says("Tokens an answer may have; 0 leaves it to the provider.")] = 0
    window: Annotated[
        Natural, _says("Tokens the model accepts; 0 looks it up. Ollama makes so much room; 16,384 where none is said.")
    ] = 0
    input_price: Annotated[Amount, _says("US dollars for a million tokens that are sent; 0 looks it up.")] = 0.0
    cached_price: Annotated[Amount, _says("US dollars for a million of them that were cached; 0 looks it up.")] = 0.0
    output_price: Annotated[Amount, _says("US dollars for a million tokens of answers; 0 looks it up.")] = 0.0
    summaries: Annotated[str, _says("Model that writes the summary of /compact; empty takes the one in use.")] = ""
    timeout: Annotated[Positive, _says("Seconds one request may take in all.")] = 600
    linger: Annotated[
        Natural, _says("Seconds that the model process stays after the last session, ready for the next; 0 ends it.")
    ] = 600


class Permissions(Struct, frozen=True, forbid_unknown_fields=True):
    """What may run without asking: lists of tool or tool(pattern). Deny counts first, then ask, then allow."""

    allow: Annotated[list[str], _says("Calls that run without asking, such as bash(git status *).")] = []
    ask: Annotated[list[str], _says("Calls that are always asked about.")] = []
    deny: Annotated[list[str], _says("Calls that never run.")] = []


class Shell(Struct, frozen=True, forbid_unknown_fields=True):
    """Commands that the agent runs."""

    timeout: Annotated[int, Meta(ge=1, le=600), _says("Seconds a command may take unless the call says so.")] = 120
    env_allow: Annotated[list[str], _says("Variables that commands get although they look like secrets.")] = []


class Web(Struct, frozen=True, forbid_unknown_fields=True):
    """Pages that the agent fetches."""

    allow_hosts: Annotated[list[str], _says("Private or local hosts that may be fetched all the same.")] = []


class Prompt(Struct, frozen=True, forbid_unknown_fields=True):
    """What the model is told before the first word; files in `prompts/` beside this one replace single parts."""

    profile: Annotated[
        Literal["auto", "full", "lean"], _says("Lean is short, for small models; auto takes it for local ones.")
    ] = "auto"
    append: Annotated[str, _says("Text added to the end of the system prompt.")] = ""


class Shares(Struct, frozen=True, forbid_unknown_fields=True):
    """Per cent of the model's window that each kind of content can count on when it is full; the unused flows on."""

    context: Annotated[Percent, _says("What was read: files, searches, pages, instructions.")] = 35
    dialog: Annotated[Percent, _says("What was said.")] = 50
    output: Annotated[Percent, _says("What commands and other tools returned.")] = 5


class Caps(Struct, frozen=True, forbid_unknown_fields=True):
    """The most that may be spent, subagents included; 0 is no cap. A cap also holds answers to 8,000 tokens."""

    turn_dollars: Annotated[Amount, _says("US dollars for one turn.")] = 0.0
    turn_tokens: Annotated[Natural, _says("Tokens for one turn.")] = 0
    session_dollars: Annotated[Amount, _says("US dollars for one session.")] = 0.0
    session_tokens: Annotated[Natural, _says("Tokens for one session.")] = 0
    day_dollars: Annotated[Amount, _says("US dollars for one day, over all sessions.")] = 0.0
    day_tokens: Annotated[Natural, _says("Tokens for one day, over all sessions.")] = 0


class Performance(Struct, frozen=True, forbid_unknown_fields=True):
    """Speed."""

    fast_startup: Annotated[
        bool, _says("Load heavy parts when they are first used, or when idle; off loads all before the prompt.")
    ] = True


class Ui(Struct, frozen=True, forbid_unknown_fields=True):
    """The terminal app."""

    theme: Annotated[str, _says("Name of the theme; /theme lists them. Auto is light or dark as the terminal is.")] = (
        "auto"
    )
    thoughts: Annotated[bool, _says("Show the model's reasoning.")] = True
    streaming: Annotated[bool, _says("Show answers while they are written.")] = True
    notify: Annotated[
        Literal["auto", "bell", "osc9", "osc777", "off"],
        _says("How to call you when a turn ends or needs you and the window is not looked at."),
    ] = "auto"
    vim: Annotated[bool, _says("Write with the keys of vi; Esc leaves the text for commands.")] = False
    screen_reader: Annotated[bool, _says("Plain lines for a screen reader instead of the app.")] = False
    mouse: Annotated[bool, _says("Use the mouse; off leaves selection to the terminal.")] = True


class Config(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that can be set."""

    model: Model = Model()
    mode: Annotated[Literal["plan", "ask", "edits", "auto", "yolo"], _says("How much may be done without asking.")] = (
        "ask"
    )
    max_steps: Annotated[Positive, _says("Requests to the model in one turn.")] = 200
    max_parallel: Annotated[Positive, _says("Read-only calls that run together; 1 turns it off.")] = 8
    permissions: Permissions = Permissions()
    shell: Shell = Shell()
    web: Web = Web()
    prompt: Prompt = Prompt()
    shares: Shares = Shares()
    caps: Caps = Caps()
    performance: Performance = Performance()
    ui: Ui = Ui()
    keys: Annotated[
        dict[str, str], _says("Other keys, by name, several with commas: {send_now: ctrl+k, editor: f4}; see /keys.")
    ] = {}


VARIABLES = {
    "AGENT_MODEL": "model.name",
    "AGENT_BASE_URL": "model.base_url",
    "AGENT_EFFORT": "model.effort",
    "AGENT_LINGER": "model.linger",
    "AGENT_MODE": "mode",
    "AGENT_MAX_STEPS": "max_steps",
    "AGENT_MAX_PARALLEL": "max_parallel",
    "AGENT_SCREEN_READER": "ui.screen_reader",
    "AGENT_THEME": "ui.theme",
}
"""Environment variables and the settings they stand for."""
