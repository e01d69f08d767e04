from __future__ import annotations

import io

from rich.console import Console

from agent_tui.perf.figures import TARGETS, Cost, Figure, Measured, merged, percentile, verdict
from agent_tui.perf.imports import costs
from agent_tui.perf.table import show

NAME = "agent --version"


def _shown(measured: Measured, before: Measured | None = None) -> str:
    out = io.StringIO()
    show(measured, Console(file=out, width=140), before)
    return out.getvalue()


def test_a_figure_is_judged_by_its_median() -> None:
    target = TARGETS[NAME]
    assert verdict(Figure(NAME, "ms", (1.0, target + 1, target + 2))) == "missed"
    assert verdict(Figure(NAME, "ms", (1.0, target - 1, target + 2))) == "near"
    assert verdict(Figure(NAME, "ms", (1.0,))) == "met"
    assert verdict(Figure("of interest", "ms", (1e9,))) == ""


def test_figures_of_several_runs_become_one_each() -> None:
    runs = [[Figure("a", "ms", (1.0,)), Figure("b", "s", (2.0,))], [Figure("a", "ms", (3.0,))]]
    assert merged(runs) == (Figure("a", "ms", (1.0, 3.0)), Figure("b", "s", (2.0,)))


def test_a_percentile_is_one_of_the_values() -> None:
    values = [float(number) for number in range(1, 101)]
    assert (percentile(values, 0.5), percentile(values, 0.99), percentile([7.0], 0.99)) == (51.0, 100.0, 7.0)


def test_the_table_tells_median_spread_target_verdict_and_the_ratio_to_before() -> None:
    now, before = Measured((Figure(NAME, "ms", (80.0, 90.0, 70.0)),)), Measured((Figure(NAME, "ms", (40.0,)),))
    (row,) = (line for line in _shown(now, before).splitlines() if line.startswith(NAME))
    for part in ("80.0 ms", "70.0–90.0", "≤ 40.0", "×2.00", "missed", "▶"):
        assert part in row


def test_the_table_tells_what_could_not_be_measured_and_the_dearest_imports() -> None:
    text = _shown(Measured((), (Cost("rich.console", 4.0), Cost("re", 2.0)), {"start": "It [did] not appear."}))
    assert "start could not be measured: It [did] not appear." in text
    assert "rich.console" in text


def test_import_costs_are_read_among_other_output() -> None:
    raw = b"\x1b[2Jimport time:       100 |        200 |   a.b\r\nimport time: 3000 | 4000 | c\r\n\x1b[Hbye"
    assert costs(raw) == [Cost("c", 3.0), Cost("a.b", 0.1)]
