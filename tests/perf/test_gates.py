"""What must not get dearer, in counts that need no clock; and that each gate stops the fault it is there for."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pytest

from agent_tui.perf.sections import measure
from agent_tui.perf.targets import verdict
from tests.cli.test_light import PAINT
from tests.perf.copies import planted, run
from tests.perf.gate import Costs
from tests.support import imports

_GROWTH = 1.3
"""How much dearer an update may be at the end of a long answer than at its beginning."""
_LONGER = 1.2
"""How much dearer a key may be in a session of 10,000 messages."""
_AGAIN = 1.3
"""How much dearer it may be for the loop to go on with a session of 10,000 messages."""
_PAINTED = 500
"""Messages that may be kept painted."""
_APPS = 2
"""Ended apps that Textual itself may hold."""


def _costs(tree: Path | None = None) -> Costs:
    return msgspec.json.decode(run(["-m", "tests.perf.gate"], tree), type=Costs)


def _packages(tree: Path | None = None) -> set[str]:
    """Packages of others that are loaded at the first paint."""
    shown = run(["-c", f"import sys\n{imports.PAINT}\nprint(*loaded)"], tree)
    return {name.partition(".")[0] for name in shown.split()} - set(sys.stdlib_module_names)


@pytest.fixture(scope="module")
def costs() -> Costs:
    return _costs()


def test_an_update_costs_as_much_at_the_end_of_a_long_answer_as_at_its_beginning(costs: Costs) -> None:
    assert costs.calls_late <= costs.calls_early * _GROWTH


def test_ten_thousand_messages_need_no_more_widgets_and_few_stay_painted(costs: Costs) -> None:
    assert costs.widgets_after == costs.widgets_before
    assert costs.painted <= _PAINTED


def test_a_key_and_a_scroll_cost_the_same_however_long_the_session_is(costs: Costs) -> None:
    assert costs.key_after <= costs.key_before * _LONGER


def test_the_loop_has_no_more_to_do_to_go_on_with_a_long_session(costs: Costs) -> None:
    assert costs.again_after <= costs.again_before * _AGAIN


def test_a_long_session_that_the_loop_itself_goes_through_is_stopped(tmp_path: Path) -> None:
    here = "                self._transcript.take_over(column, after)\n"
    found = _costs(planted(tmp_path, "tui/holding.py", here, ""))
    assert found.again_after > found.again_before * _AGAIN


def test_a_key_that_goes_through_all_messages_is_stopped(tmp_path: Path) -> None:
    here = "        text = message.text_area.text\n"
    all_of_them = "        any(row is None for row in self._transcript.column.rows)\n"
    found = _costs(planted(tmp_path, "tui/writing.py", here, here + all_of_them))
    assert found.key_after > found.key_before * _LONGER


def test_an_app_that_has_ended_leaves_nothing(costs: Costs) -> None:
    assert costs.apps_left <= _APPS


def test_a_reparse_of_the_whole_answer_is_stopped(tmp_path: Path) -> None:
    tree = planted(tmp_path, "tui/paint/flow.py", "if not text.startswith(self._seen):", "if True:")
    found = _costs(tree)
    assert found.calls_late > found.calls_early * _GROWTH


def test_a_transcript_without_bounds_is_stopped(tmp_path: Path) -> None:
    here = "        dirty = self.column.sync(state.entries, since)\n"
    grows = "        from textual.widgets import Static\n\n        self.mount(Static())\n"
    found = _costs(planted(tmp_path, "tui/widgets/transcript.py", here, grows + here))
    assert found.widgets_after > found.widgets_before


def test_strips_that_are_kept_for_ever_are_stopped(tmp_path: Path) -> None:
    found = _costs(planted(tmp_path, "tui/widgets/column.py", "_KEPT = 400", "_KEPT = 1_000_000"))
    assert found.painted > _PAINTED


def test_an_import_of_litellm_in_the_app_is_stopped(tmp_path: Path) -> None:
    first = "from agent_tui.core.events import TRANSIENT, CallProgress, Delta, Event\n"
    # It would fetch its table of prices from the network.
    alone = '__import__("os").environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"'
    tree = planted(tmp_path, "tui/bridge.py", first, f"{alone}\nimport litellm\n\n{first}")
    assert "litellm" in _packages(tree) - PAINT - {"agent_tui"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how often a process is woken")
def test_nothing_wakes_an_app_that_rests() -> None:
    measured = measure(["rest"], 1, lambda _: None)
    (woken,) = (each for each in measured.figures if each.name == "idle wake-ups")
    assert verdict(woken) != "missed"


def test_a_sleep_in_the_handler_of_keys_is_found_by_perf_test(tmp_path: Path) -> None:
    key = "    async def _on_key(self, event: events.Key) -> None:\n"
    sleep = '        __import__("time").sleep(0.05)\n'
    tree = planted(tmp_path, "tui/widgets/composer.py", key, key + sleep)
    told: list[str] = []
    measured = measure(["long"], 1, told.append, ("env", f"PYTHONPATH={tree}", sys.executable, "-m", "agent_tui"))
    assert not measured.failed
    assert "key echo, idle: p99" in [each.name for each in measured.figures if verdict(each) == "missed"]
