from __future__ import annotations

import io

from rich.console import Console

from agent_tui.perf.figures import Cost, Figure, Measured, merged, over, percentile
from agent_tui.perf.imports import costs
from agent_tui.perf.table import show
from agent_tui.perf.targets import BUSY, TARGETS, Target, verdict

NAME = "agent --version"


def _shown(measured: Measured, before: Measured | None = None, width: int = 140) -> str:
    out = io.StringIO()
    show(measured, Console(file=out, width=width), before)
    return out.getvalue()


def test_a_figure_is_judged_by_its_median() -> None:
    target = TARGETS[NAME].limit
    assert verdict(Figure(NAME, "ms", (1.0, target + 1, target + 2))) == "missed"
    assert verdict(Figure(NAME, "ms", (1.0, target - 1, target + 2))) == "near"
    assert verdict(Figure(NAME, "ms", (1.0,))) == "met"
    assert verdict(Figure("of interest", "ms", (1e9,))) == ""


def test_figures_of_several_runs_become_one_each() -> None:
    runs = [[Figure("a", "ms", (1.0,)), Figure("b", "s", (2.0,))], [Figure("a", "ms", (3.0,))]]
    assert merged(runs) == (Figure("a", "ms", (1.0, 3.0)), Figure("b", "s", (2.0,)))


def test_a_percentile_is_one_of_the_values() -> None:
    values = [float(number) for number in range(1, 101)]
    assert (percentile(values, 0.5), percentile(values, 0.99), percentile([7.0], 0.99)) == (50.0, 99.0, 7.0)


def test_the_table_tells_median_spread_target_verdict_and_the_ratio_to_before() -> None:
    now, before = Measured((Figure(NAME, "ms", (80.0, 90.0, 70.0)),)), Measured((Figure(NAME, "ms", (40.0,)),))
    (row,) = (line for line in _shown(now, before).splitlines() if line.startswith(NAME))
    for part in ("80.0 ms", "70.0–90.0", "≤ 40 ", "×2.00", "missed", "▶"):
        assert part in row


def test_the_table_tells_what_could_not_be_measured_and_the_dearest_imports() -> None:
    text = _shown(Measured((), (Cost("rich.console", 4.0), Cost("re", 2.0)), {"start": "It [did] not appear."}))
    assert "start could not be measured: It [did] not appear." in text
    assert "rich.console" in text


def test_import_costs_are_read_among_other_output() -> None:
    raw = b"\x1b[2Jimport time:       100 |        200 |   a.b\r\nimport time: 3000 | 4000 | c\r\n\x1b[Hbye"
    assert costs(raw) == [Cost("c", 3.0), Cost("a.b", 0.1)]


def test_what_is_rare_is_taken_of_the_values_of_all_runs() -> None:
    runs = [[Figure("keys", "ms", (1.0,) * 50, 0.99)], [Figure("keys", "ms", (*(1.0,) * 48, 8.0, 9.0), 0.99)]]
    (keys,) = merged(runs)
    assert (keys.value, keys.spread) == (8.0, (1.0, 9.0))
    assert over("keys: over", "×", keys, Figure("other", "ms", (4.0,))).value == 2.0


def test_a_note_is_of_the_run_with_the_highest_value() -> None:
    runs = [[Figure("a", "ms", (value,), note=note)] for value, note in ((1.0, "low"), (3.0, "high"), (2.0, "middle"))]
    assert merged(runs)[0].note == "high"


def test_some_targets_are_the_least() -> None:
    assert verdict(Figure("token efficiency", "%", (84.0,))) == "missed"
    assert verdict(Figure("token efficiency", "%", (99.9,))) == "near"
    assert (str(Target(85, least=True)), str(Target(0.45))) == ("≥ 85", "≤ 0.45")


def test_a_load_is_told_before_the_figures_that_were_measured_under_it() -> None:
    figures = (Figure(NAME, "ms", (30.0,)),)
    busy, quiet = (_shown(Measured(figures, load=load)) for load in (BUSY + 0.5, BUSY))
    assert "load 1.50 before" in busy
    assert "under load" in busy
    assert "under load" not in quiet


def test_a_terminal_without_room_for_a_table_has_lines() -> None:
    figures = (Figure(NAME, "ms", (20.0,)), Figure("of interest", "ms", (1.0,)))
    shown = " ".join(_shown(Measured(figures), width=20).split())
    assert f"{NAME}: 20.0 ms met of interest: 1.00 ms" in shown


def test_a_baseline_of_another_machine_is_told_of() -> None:
    figures = (Figure(NAME, "ms", (30.0,)),)
    here, there = Measured(figures, machine="here"), Measured(figures, machine="there")
    assert "another machine" in _shown(here, before=there)
    assert "another machine" not in _shown(here, before=here)


def test_a_narrow_terminal_has_the_bars_below() -> None:
    figures = (Figure(NAME, "ms", (20.0,), note="in the depths"), Figure("of interest", "ms", (1.0,)))
    row, bars = (line for line in _shown(Measured(figures), width=60).splitlines() if line.startswith(f"{NAME} "))
    assert "20.0 ms" in row
    assert "█" not in row
    assert bars.split()[-1] == "██████"
    assert "in the depths" in _shown(Measured(figures))
    assert "[" not in _shown(Measured(figures))
