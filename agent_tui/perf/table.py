"""Writes down what was measured: a table, bars, and the costliest imports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent_tui.perf.figures import Cost, Figure, Measured
from agent_tui.perf.profile import Import, Moment, Profile
from agent_tui.perf.targets import BUSY, TARGETS, Verdict, verdict

_BAR = 12
_ANY = 1_000
_STYLES: Mapping[Verdict, str] = {"met": "green", "near": "yellow", "missed": "bold red", "": ""}
_EIGHTHS = " ▏▎▍▌▋▊▉"


def show(measured: Measured, console: Console, before: Measured | None = None) -> None:
    """Print all of it; beside `before`, where there is one, by ratio."""
    known = {figure.name: figure for figure in before.figures} if before else {}
    for line in _circumstances(measured, before):
        console.print(line, markup=False, highlight=False)
    for part in _fitting(measured.figures, known, console):
        console.print(part)
    for figure in measured.figures:
        if figure.note:
            console.print(f"{figure.name}, the longest: {figure.note}", markup=False, highlight=False)
    if measured.imports:
        console.print(_imports(measured.imports))
    for section, why in measured.failed.items():
        console.print(f"{section} could not be measured: {why}", style="bold red", markup=False)


def _circumstances(measured: Measured, before: Measured | None) -> Iterator[str]:
    yield f"{measured.machine}; load {measured.load:.2f} before; measured in {measured.seconds:.0f} s"
    if before:
        yield f"compared with: {before.machine}; load {before.load:.2f} before"
        if before.machine != measured.machine:
            yield "That was another machine: the ratios tell of both machines, not only of agent."
    if measured.load > BUSY:
        yield (
            "This machine had other work: what is said of absolute targets is said under load. "
            "Ratios, also to a --baseline, still tell."
        )


def _fitting(figures: Sequence[Figure], known: Mapping[str, Figure], console: Console) -> Iterator[Table | Text]:
    """A table with bars, or the bars below it, or lines, as the terminal is wide."""
    # What is measured is never wider than where it is measured.
    anywhere = console.options.update(max_width=_ANY)
    table = _figures(figures, known)
    if console.measure(table, options=anywhere).maximum <= console.width:
        yield table
        return
    table.columns.pop()
    if console.measure(table, options=anywhere).maximum <= console.width:
        yield table
        yield _bars(figures)
        return
    for figure in figures:
        yield Text(f"{figure.name}: {_number(figure.value)} {figure.unit} {verdict(figure)}".rstrip())


def _figures(figures: Sequence[Figure], known: Mapping[str, Figure]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("figure", no_wrap=True)
    for name in ("median", "spread", "target"):
        table.add_column(name, justify="right", no_wrap=True)
    if known:
        table.add_column("to before", justify="right")
    table.add_column("verdict", no_wrap=True, min_width=7)
    table.add_column("of the target", no_wrap=True)
    for figure in figures:
        target, said = TARGETS.get(figure.name), verdict(figure)
        low, high = figure.spread
        row = [figure.name, f"{_number(figure.value)} {figure.unit}", f"{_number(low)}–{_number(high)}"]
        row.append(str(target or ""))
        if known:
            row.append(_ratio(figure, known.get(figure.name)))
        used = bar(target.used(figure.value)) if target else ""
        table.add_row(*row, f"[{_STYLES[said]}]{said}[/]" if said else "", used)
    return table


def _bars(figures: Sequence[Figure]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("figure", no_wrap=True)
    table.add_column("of the target", no_wrap=True)
    for figure in figures:
        if target := TARGETS.get(figure.name):
            table.add_row(figure.name, bar(target.used(figure.value)))
    return table


def _imports(costs: Sequence[Cost]) -> Table:
    table = Table("costliest imports until the app", box=None, header_style="bold", pad_edge=False)
    table.add_column("alone", justify="right")
    table.add_column("")
    most = max(cost.milliseconds for cost in costs)
    for cost in costs:
        table.add_row(cost.module, f"{cost.milliseconds:.1f} ms", bar(cost.milliseconds / most))
    return table


def show_profile(profile: Profile, console: Console) -> None:
    """Print what a start came to when, its waterfall of imports, and where a turn's time went."""
    if profile.moments:
        console.print(_moments(profile.moments))
    if profile.imports:
        console.print(_waterfall(profile.imports))
    work = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("work", "times", "seconds"):
        work.add_column(name, justify="left" if name == "work" else "right")
    work.add_column("")
    for part in profile.parts:
        work.add_row(part.name, str(part.times), _number(part.seconds), bar(part.seconds / profile.seconds))
    work.add_row("in all", "", _number(profile.seconds), "")
    console.print(work)


def _waterfall(imports: Sequence[Import]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("import", no_wrap=True)
    table.add_column("from", justify="right", no_wrap=True)
    table.add_column("takes", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    end = max(each.begin + each.whole for each in imports)
    for each in imports:
        before = " " * int(each.begin / end * _BAR * 2)
        row = before + (bar(each.whole / end * 2) or _EIGHTHS[1])
        table.add_row("  " * each.depth + each.module, f"{each.begin:.0f}", f"{each.whole:.1f} ms", row)
    return table


def _moments(moments: Sequence[Moment]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("moment")
    table.add_column("after", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for each in moments:
        table.add_row(each.name, f"{each.after * 1000:.0f} ms", bar(each.after / moments[-1].after))
    return table


def bar(part: float) -> str:
    """A bar as long as `part` of the whole; an arrow ends it where it is longer."""
    if part > 1:
        return "█" * (_BAR - 1) + "▶"
    whole, eighth = divmod(round(max(part, 0) * _BAR * 8), 8)
    return "█" * whole + (_EIGHTHS[eighth] if eighth else "")


def _ratio(figure: Figure, before: Figure | None) -> str:
    return f"×{figure.value / before.value:.2f}" if before and before.value > 0 and figure.value > 0 else ""


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
