"""The command `agent`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; what it needs is imported when it is known."""
    from agent_tui import __version__

    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"agent {__version__}\n")
        return
    from agent_tui.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
