"""Which tools there are."""

from __future__ import annotations

from agent_tui.tools.glob import glob
from agent_tui.tools.grep import grep
from agent_tui.tools.list_dir import list_dir
from agent_tui.tools.read_file import read_file

LOOKING = (glob, grep, list_dir, read_file)
"""Tools that change nothing: what a subagent has."""
TOOLS = LOOKING
"""All tools of a session."""
