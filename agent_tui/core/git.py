"""How git is asked about a directory that nobody trusted yet: its repository may name programs to run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.pager=cat")
"""Git without watchers, hooks and pagers of the repository."""
DRIVERS = ("config", "-z", "--name-only", "--get-regexp", r"^filter\.")
"""The question for the settings of programs through which contents go on their way in and out."""
_PASSED = {"clean": "", "smudge": "", "process": "", "required": "false"}


def quiet(environment: Mapping[str, str], drivers: Iterable[bytes] = ()) -> dict[str, str]:
    """`environment` for git: nothing is written, fetched or asked, and no filter runs that `drivers` sets.

    `drivers` are names of settings. What the person's own variables would point git at is left out.
    """
    kept = {name: value for name, value in environment.items() if not name.startswith("GIT_")}
    names = sorted({name.rpartition(b".")[0].decode(errors="surrogateescape") for name in drivers if name})
    settings = [(f"{name}.{key}", value) for name in names for key, value in _PASSED.items()]
    passed = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (key, value) in enumerate(settings):
        passed |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return {
        **kept,
        **passed,
        # Objects that are missing would be fetched, by a program that the repository names.
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
