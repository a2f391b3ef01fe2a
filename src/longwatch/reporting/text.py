"""The end of `longwatch run` in a terminal: verdict, three numbers, cost and where the report lies."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from longwatch.reporting.content import ReportContent
from longwatch.reporting.content_tables import KnowledgeReport
from longwatch.reporting.content_watch import WHOLE_FLEET, ThreeNumbers, WatchReport
from longwatch.reporting.first_transit import first_transit_sentence
from longwatch.reporting.section_knowledge import span
from longwatch.reporting.section_years import HEADS, year_cells
from longwatch.reporting.verdict import Claim, assuming_sentence, claim_of, claim_sentence, headline
from longwatch.reporting.wording import amount, count, duration, per_cent, periods, share
from longwatch.units import format_duration

STYLES: dict[Claim, str] = {"uninterrupted": "green", "planned": "yellow", "interrupted": "red", "broken": "bold red"}


def terminal_summary(content: ReportContent, report_path: str = "") -> RenderableType:
    """Calm at 80 columns; plain text where the terminal has no colours. Names are never read as markup."""
    parts: list[RenderableType] = [Text(""), Text(headline(content), style="bold"), Text("")]
    for watch in content.watches:
        parts += [
            Text(
                claim_sentence(watch, content, alone=len(content.watches) == 1), style=STYLES[claim_of(watch, content)]
            )
        ]
        if said := first_transit_sentence(watch, content):
            parts.append(Text(said))
        parts.append(Text(""))
    if len(content.watches) > 1 and (assumed := assuming_sentence(content.settings)):
        parts += [Text(assumed), Text("")]
    parts.append(_three_numbers(content))
    parts += [_years(content)] if content.years else []
    parts += [_luck_and_knowledge(content.knowledge)] if content.knowledge and content.knowledge.rows else []
    parts += [Text(line) for line in _lines(content)]
    if report_path:
        parts += [Text(""), Text(report_path, style="bold", no_wrap=True, overflow="fold")]
    return Group(*parts)


def _three_numbers(content: ReportContent) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), header_style="")
    table.add_column("watch", overflow="fold")
    table.add_column("measure")
    for name in ("bound", "planned", "flown"):
        table.add_column(name, justify="right")
    for watch in content.watches:
        table.add_row(Text(f"{watch.name} (relay)" if watch.is_relay else watch.name), *_covered_row(watch))
        for row in _gap_rows(watch):
            table.add_row("", *row)
    return table


def _years(content: ReportContent) -> Table:
    """Without launches and the number of gaps, for which 80 columns leave no room."""
    table, shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), header_style=""), (0, 1, 2, 4, 6, 7)
    for place in shown:
        table.add_column(HEADS[place].lower(), justify="right")
    for row in content.years:
        cells = year_cells(row)
        table.add_row(*(cells[place] for place in shown))
    return table


def _luck_and_knowledge(found: KnowledgeReport) -> Group:
    """Two intervals for each measure, and under them the inputs that widen the second most."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), header_style="")
    table.add_column("all watches", overflow="fold")
    for name in ("luck", "knowledge"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in found.rows:
        table.add_row(Text(row.words), span(row, row.likely), span(row, row.known))
    widest = "; ".join(f"{name} ({', '.join(of)})" for name, of in _widest(found).items())
    return Group(table, *([Text(f"knowledge, most of it from: {widest}")] if widest else []))


def _widest(found: KnowledgeReport) -> dict[str, list[str]]:
    """The input with the largest share of each measure, with its shares: "covered 62 %"."""
    out: dict[str, list[str]] = {}
    for row in found.rows:
        if row.shares and max(row.shares):
            first = max(range(len(row.shares)), key=row.shares.__getitem__)
            out.setdefault(found.inputs[first].name, []).append(f"{row.words} {share(row.shares[first], 0)}")
    return out


def _covered_row(watch: WatchReport) -> list[Text]:
    asked = "" if watch.k == 1 else f", {watch.k} at once"
    return [
        Text("looked at in time" if watch.revisit else f"covered{asked}"),
        *_three(watch.covered, lambda v: share(v, 2)),
    ]


def _gap_rows(watch: WatchReport) -> Iterator[list[Text]]:
    """The longest gap; of several limits each with its own."""
    own = [(one.class_, one.limit_s, one.gap_max) for one in watch.limits] or [("", watch.limit_s, watch.gap_max)]
    for class_, limit_s, three in own:
        measure = f"longest {watch.gap_word}{f', {class_}' if class_ else ''} (g {format_duration(limit_s)})"
        yield [Text(measure), *_three(three, duration)]


def _three(three: ThreeNumbers, shown: Callable[[float | None], str]) -> Iterator[Text]:
    for figure in (three.bound, three.planned, three.flown):
        mark = "*" if figure is three.bound is not None and WHOLE_FLEET in three.bound_name else ""
        yield Text(shown(figure) + mark)


def _lines(content: ReportContent) -> Iterator[str]:
    settings, cost = content.settings, content.cost
    if any(WHOLE_FLEET in watch.covered.bound_name for watch in content.watches):
        yield f"* bound {WHOLE_FLEET}"
    if settings.trials:
        sure = per_cent(settings.confidence)
        yield f"flown: {settings.trials:,} trials; longest gap: not exceeded in {sure} of them"
        for watch in content.watches:
            if watch.revisit and watch.revisit.trials != settings.trials:
                yield f"       {watch.name}: cells looked at in {watch.revisit.trials:,} of them"
    if happened := [
        f"{count(one.figure)} {one.name}" for one in content.events if one.figure and one.figure.unit == "1"
    ]:
        yield f"in a flown {periods(settings.length_s, 1)}, on average: {', '.join(happened)}"
    for watch in content.watches:
        if watch.revisit and not watch.limits:  # of several limits the formula is that of the slowest tour alone
            yield (
                f"{watch.name}: the pattern's formula says {duration(watch.revisit.formula_gap_s)}; the gaps above are those "
                "of its cells"
            )
    if cost is not None and cost.rows:
        total = f"{amount(cost.rows[0].constant, cost.currency)} over {cost.years} years at {cost.base_year} prices"
        yield f"cost: {total}"
        all_in = amount(cost.per_on_station_h_all_in, cost.currency)
        yield f"      {all_in} per on-station hour all in, {amount(cost.per_on_station_h_marginal, cost.currency)} marginal"
    if content.roster is not None:
        yield from (f"warning: {one}" for one in content.roster.crew_warnings)
    if content.warnings:
        yield f"{len(content.warnings)} warning{'s stand' if len(content.warnings) != 1 else ' stands'} in the report"
