"""The section on sensors: which of them meets a watch, how far, in what conditions, and what that rests on."""

from __future__ import annotations

from collections.abc import Sequence

from longwatch.origins import Figure
from longwatch.reporting.content import ReportContent
from longwatch.reporting.content_fleet import SensorReport
from longwatch.reporting.content_watch import Measure
from longwatch.reporting.markup import Child, Html, join, table, tag
from longwatch.reporting.section_parts import section, with_note
from longwatch.reporting.wording import DASH, KIND_WORDS, as_written, listed, share

KM = 1000.0


def sensors_section(content: ReportContent) -> Html:
    """Nothing where no fleet of the roster meets a watch with a sensor."""
    found = content.sensors
    if not found:
        return Html("")
    return section(
        "sensors", "How far the sensors see", tag("p", _lead(found)), _planned(found), *_by_condition(found), _moves(found),
        _inputs(found), long=True,
    )  # fmt: skip


def _lead(found: Sequence[SensorReport]) -> str:
    modelled, typed = [one for one in found if one.inputs], [one for one in found if not one.inputs]
    told = []
    if modelled:
        of = list(dict.fromkeys(one.by.removeprefix("model of ") for one in modelled))
        told.append(f"Ranges come from models of {listed(of)}; trials follow the sea and the sky of their time.")
    if any(one.less is not None for one in modelled):
        told.append(
            "A plan counts on the range that is reached for a stated share of the time. In the rest a trial sees less far, "
            "and where that is less than the line needs, it opens a gap."
        )
    if typed:
        told.append("A typed range holds in all conditions short of the sensor's limits.")
    return " ".join(told)


def _planned(found: Sequence[SensorReport]) -> Html:
    rows = [
        [
            join(_named(one), tag("small", one.sees)),
            with_note(one.sensor, f"{one.by}; from {float(one.height):,.0f} m"),
            with_note(_km(one.planned), _bins(one)),
            with_note(one.conditions or "any conditions", _reached(one)),
            _less(one),
        ]
        for one in found
    ]
    heads = ["Fleet and watch", "Sees with", "Planned range", "Planned for", "Reaches less"]
    return table("What the plan counts on", heads, rows, numeric={2}, class_="stackable")


def _named(one: SensorReport) -> str:
    lines = one.lines if one.lines != (one.watch,) else ()
    return f"{one.fleet}, {one.watch}" + (f" ({len(lines)} lines)" if len(lines) > 1 else "")


def _bins(one: SensorReport) -> str:
    """What it costs that a trial counts conditions in bins; nothing where that does not show."""
    if one.binned_m is None:
        return _typed_origin(one)
    low, high = (_km(end) for end in one.binned_m)
    return "" if low == high else f"{low} to {high} at the ends of its bin of conditions"


def _typed_origin(one: SensorReport) -> str:
    if one.inputs:
        return ""
    origin = one.planned.origin
    return KIND_WORDS[origin.kind] + (f": {origin.source}" if origin.source else "")


def _reached(one: SensorReport) -> str:
    if one.plan_share is None:
        return "" if not one.inputs else "they do not change"
    assumed = " (ASSUMED)" if one.plan_share.origin.is_assumed else ""
    return f"reached at least {share(one.plan_share, 0)} of the time{assumed}"


def _less(one: SensorReport) -> Child:
    if one.less is None:
        return DASH
    total = sum(float(each.figure or 0.0) for each in one.less)
    by_cause = ", ".join(f"{each.name} {share(each.figure)}" for each in one.less)
    return with_note(f"{share(total)} of the time", by_cause) if one.less else "never"


def _by_condition(found: Sequence[SensorReport]) -> list[Html]:
    """One table for each condition that counts most for some sensor; equal rows stand once."""
    tables = []
    for axis in dict.fromkeys(one.axis for one in found if one.by_condition):
        own = [one for one in found if one.axis == axis]
        heads = ["Fleet and watch", *(at for at, _ in own[0].by_condition)]
        rows = [
            [join(_named(one), tag("small", one.sensor)), *(_in_km(figure) for _, figure in one.by_condition)]
            for one in own
        ]
        caption = (
            f"Range of that sensor alone, in km, by {axis}, all else as planned; {DASH}: nowhere with that probability"
        )
        notes = [tag("p", NO_CLUTTER, class_="note")] if axis == "sea state" else []
        tables += [table(caption, heads, rows, numeric=set(range(1, len(heads))), class_="tight"), *notes]
    return tables


NO_CLUTTER = "From sea state 7 on no clutter is published: a radar is taken to see nothing there."


def _moves(found: Sequence[SensorReport]) -> Html:
    """For each sensor a table of the figures that move its range most."""
    heads = ["Figure", "Value (range)", "Kind", "Range at its low and at its high end"]
    tables = [
        table(
            f"{_named(one)}: {one.sensor}, {_km(one.planned)} as planned",
            heads,
            _move_rows(one),
            numeric={3},
            class_="stackable",
        )
        for one in found
        if one.moves
    ]
    if not tables:
        return Html("")
    told = "Each goes alone from the low to the high end of its own range, all else as planned."
    return join(tag("h3", "Which figures count most"), tag("p", told, class_="note"), tables)


def _move_rows(one: SensorReport) -> list[list[Child]]:
    return [
        [move.name, as_written(move.figure), _kind(move.figure), f"{_km(move.at_low_m)} to {_km(move.at_high_m)}"]
        for move in one.moves
    ]


def _inputs(found: Sequence[SensorReport]) -> Html:
    """Every figure of each sensor's model, folded away; how many of them are ASSUMED is said first."""
    folded = []
    for name, inputs in _distinct(found):
        assumed = sum(1 for each in inputs if each.figure is not None and each.figure.origin.is_assumed)
        told = f"{name}: {len(inputs)} figures, {assumed} of them ASSUMED"
        rows = [_input(each.name, each.figure) for each in inputs if each.figure is not None]
        heads = ["Figure", "Value (range)", "Kind", "Source, or why"]
        body = table(f"What the model of {name} rests on", heads, rows, numeric=set(), class_="stackable")
        folded.append(tag("details", tag("summary", told), body))
    return join(tag("h3", "What they rest on"), folded) if folded else Html("")


def _distinct(found: Sequence[SensorReport]) -> list[tuple[str, tuple[Measure, ...]]]:
    """Inputs by sensor, each set of them once; a name that two sensors share is told apart by fleet."""
    seen = dict[tuple[str, tuple[Measure, ...]], str]()
    for one in found:
        if one.inputs:
            seen.setdefault((one.sensor, one.inputs), one.fleet)
    names = [sensor for sensor, _ in seen]
    return [
        (f"{sensor} of {fleet}" if names.count(sensor) > 1 else sensor, inputs)
        for (sensor, inputs), fleet in seen.items()
    ]


def _input(name: str, figure: Figure) -> list[Child]:
    return [name, as_written(figure), _kind(figure), figure.origin.source or figure.origin.note]


def _kind(figure: Figure) -> Html:
    assumed = figure.origin.is_assumed
    return tag("span", KIND_WORDS[figure.origin.kind], class_="kind assumed" if assumed else "kind")


def _km(value_m: float) -> str:
    if value_m <= 0.0:
        return "none"
    return f"{value_m / KM:,.3g} km" if value_m >= KM else f"{value_m:.0f} m"


def _in_km(value_m: float) -> str:
    return DASH if value_m <= 0.0 else f"{value_m / KM:,.3g}"
