"""The section on luck and knowledge: two intervals for each measure, and which input the second comes from."""

from __future__ import annotations

from collections.abc import Callable

from longwatch.origins import Figure
from longwatch.reporting.content import ReportContent
from longwatch.reporting.content_tables import KnowledgeReport, KnowledgeRow
from longwatch.reporting.markup import Html, join, table, tag
from longwatch.reporting.section_parts import both, section, with_note
from longwatch.reporting.wording import DASH, as_written, duration, hours, per_cent, share

MOST_BARS = 10
LEAST_SHARE = 0.005  # of an input that is named
ROW_H, TOP = 24.0, 8.0


def knowledge_section(content: ReportContent) -> Html:
    """Nothing where no inputs were drawn."""
    found = content.knowledge
    if found is None:
        return Html("")
    if not found.rows:
        told = "No figure with a range changes these trials: what is not known of the inputs does not touch them."
        return section("knowledge", "Luck and knowledge", tag("p", told), _idle(found))
    return section(
        "knowledge", "Luck and knowledge", _lead(found, content), _intervals(found, content), _chart(found), _shares(found),
        _inputs(found), _idle(found), long=True,
    )  # fmt: skip


def _lead(found: KnowledgeReport, content: ReportContent) -> Html:
    sure = per_cent(content.settings.confidence)
    return tag(
        "p",
        f"Luck: the {sure} interval of the mean over trials with the likely inputs; more trials narrow it. Knowledge: where "
        f"{sure} of the true means lie when {len(found.inputs)} inputs are drawn from their ranges ({found.n_sets:,} sets, "
        f"{found.n_trials:,} trials each, luck taken off); only better figures narrow it. All watches together; the roster "
        "is the planned one throughout.",
    )


def shower(row: KnowledgeRow) -> Callable[[float | None], str]:
    """How figures of a measure are written."""
    if row.likely.unit == "s":
        return lambda value: (
            hours(None if value is None else Figure(value, "s")) if row.name == "flown" else duration(value)
        )
    if row.name == "losses":
        return lambda value: DASH if value is None else f"{value:.3g}"
    return lambda value: share(value, 2)


def span(row: KnowledgeRow, figure: Figure) -> str:
    """An interval of a measure, or the one value that it has come down to."""
    low, high = (shower(row)(end) for end in (figure.low, figure.high))
    return low if low == high else f"{low} to {high}"


def _intervals(found: KnowledgeReport, content: ReportContent) -> Html:
    rows = []
    for row in found.rows:
        show = shower(row)
        rows.append([
            row.words, with_note(show(row.likely), span(row, row.likely)),
            with_note(show(row.known), span(row, row.known) if row.known.has_range else "not told from luck"),
            share(row.luck),
        ])  # fmt: skip
    heads = ["Measure", "Likely inputs, and luck", "All inputs, and knowledge", "Luck in one period's spread"]
    sure = per_cent(content.settings.confidence)
    return table(f"Two intervals of {sure}", heads, rows, numeric={1, 2, 3}, class_="stackable")


def _chart(found: KnowledgeReport) -> Html:
    """Bars of the inputs that matter most to the covered share, or to the first measure that can be split."""
    row = next((row for row in found.rows if row.shares is not None), None)
    if row is None or row.shares is None:
        told = (
            "Of no measure can knowledge be told from luck with so many sets and trials: more of them, or wider ranges."
        )
        return tag("p", told, class_="note")
    named = sorted(zip((one.name for one in found.inputs), row.shares, strict=True), key=lambda pair: -pair[1])
    bars = [(name, float(part)) for name, part in named[:MOST_BARS] if part >= LEAST_SHARE]
    bars.append(("together, or too weak to tell", float(row.together or 0.0)))
    picture = both(lambda width, _: bars_svg(bars, width), "knowledge")
    return tag(
        "figure", picture, tag("figcaption", f"What the knowledge interval of “{row.words}” comes from, by input.")
    )


def bars_svg(bars: list[tuple[str, float]], width: int) -> Html:
    """Name, bar and share a row; on a narrow screen the name stands above its bar."""
    narrow = width < 600
    row_h, x0 = (ROW_H * 1.7, 0.0) if narrow else (ROW_H, 0.46 * width)
    room = width - x0 - 62.0
    drawn: list[Html] = []
    for i, (name, part) in enumerate(bars):
        y = TOP + i * row_h + (ROW_H * 0.75 if narrow else 0.0)
        place = {"x": 0, "y": y - 3} if narrow else {"x": x0 - 10, "y": y + 14, "text_anchor": "end"}
        drawn.append(tag("text", name, **place))
        drawn.append(tag("rect", x=x0, y=y, width=round(max(room * part, 1.0), 1), height=17, rx=2, class_="ground l0"))
        drawn.append(tag("text", share(part, 0), x=round(x0 + room * part + 7, 1), y=y + 14, class_="faint"))
    height = TOP + len(bars) * row_h + 4
    title = tag("title", "Share of the variance of the true means, by input")
    return tag("svg", title, drawn, viewBox=f"0 0 {width} {height:g}", role="img", class_="chart bars", font_size=13)


def _shares(found: KnowledgeReport) -> Html:
    """Every input that has a share in any measure."""
    split = [row for row in found.rows if row.shares is not None]
    if not split:
        return Html("")
    parts = [[float(row.shares[i]) if row.shares else 0.0 for row in split] for i in range(len(found.inputs))]
    order = sorted(range(len(parts)), key=lambda i: -max(parts[i]))
    rows = [
        [found.inputs[i].name, *(share(part, 0) if part >= LEAST_SHARE else DASH for part in parts[i])]
        for i in order
        if max(parts[i]) >= LEAST_SHARE
    ]
    rows.append(["together, or too weak to tell", *(share(row.together, 0) for row in split)])
    heads = ["Input", *(row.words for row in split)]
    caption = "Share of the variance of the true means that each input explains by itself"
    return table(caption, heads, rows, numeric=set(range(1, len(heads))), class_="stackable")


def _inputs(found: KnowledgeReport) -> Html:
    rows = [[one.name, as_written(one.figure) if one.figure is not None else DASH] for one in found.inputs]
    shown = table("What was drawn, by a triangular law", ["Input", "Likely (lowest to highest)"], rows, numeric={1})
    return tag("details", tag("summary", f"The {len(rows)} inputs that were drawn"), shown)


def _idle(found: KnowledgeReport) -> Html:
    if not found.idle:
        return Html("")
    told = f"{len(found.idle)} more figures have a range and change no trial of this roster"
    names = tag("ul", [tag("li", name) for name in found.idle], class_="plain note")
    return tag("details", tag("summary", told), join(names))
