"""The cost of the report, from the cost tree; and what watch and cost rest on."""

from __future__ import annotations

from collections.abc import Iterable

from longwatch.cost.tree import CostTree, Node, cost_per_on_station_hour
from longwatch.origins import Figure, Origin
from longwatch.physics.endurance import share_figures
from longwatch.physics.missions import knows_missions
from longwatch.reporting.content_fleet import SensorReport
from longwatch.reporting.content_tables import CostReport, CostRow, InputFigure
from longwatch.reporting.content_watch import Measure
from longwatch.rostering.make import Plan
from longwatch.scenario.scenario import Scenario

PLANNED_FIGURES = ("endurance_s", "planning_factor", "transit_speed_mps", "reserve_s")
FLOWN_FIGURES = ("preflight_failure", "abort_rate_per_s", "loss_rate_per_s", "repair_s", "replacement_s")


def cost_report(tree: CostTree) -> CostReport:
    """Rows in pre-order with what each line was computed from."""
    unit = f"{tree.currency} {tree.base_year}"
    hour = cost_per_on_station_hour(tree, tree.use)
    return CostReport(
        rows=tuple(_row(node, depth, unit) for depth, node in tree.root.walk()),
        currency=tree.currency,
        base_year=tree.base_year,
        years=tree.years,
        discount=tree.discount,
        per_on_station_h_all_in=hour.all_in if hour else None,
        per_on_station_h_marginal=hour.marginal if hour else None,
        on_station_h_year=_hours(hour.on_station_h_year, tree.use.how) if hour else None,
        rates=tuple(Measure(name, figure) for name, figure in tree.rates),
        notes=tuple(map(_sentence, (*tree.warnings, *tree.notes))),
    )


def _row(node: Node, depth: int, unit: str) -> CostRow:
    note = "; ".join(part for part in (node.basis, node.conversion, node.note) if part)
    origin = node.origin if not node.children else Origin("computed", "sum of its lines")
    low, high = min(node.low, node.amount), max(node.high, node.amount)
    return CostRow(
        name=node.name,
        depth=depth,
        constant=Figure(node.amount, unit, low=low, high=high, origin=origin),
        discounted=Figure(node.amount_discounted, unit, origin=origin),
        note=note,
    )


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _hours(hours: float, how: str) -> Figure:
    return Figure(
        hours, "h/year", origin=Origin("computed", f"hours on station in a year that a watch asked for, {how}")
    )


def inputs_of(
    scenario: Scenario, plan: Plan, tree: CostTree | None, sensors: Iterable[SensorReport] = ()
) -> tuple[InputFigure, ...]:
    """What the answer rests on: the figures of each fleet by its share of the planned hours, the cost by its leaves."""
    return (*_watch_inputs(scenario, plan, tuple(sensors)), *(_cost_inputs(tree) if tree else ()))


def _watch_inputs(scenario: Scenario, plan: Plan, sensors: tuple[SensorReport, ...]) -> list[InputFigure]:
    hours: dict[str, int] = {}
    for stint in plan.roster.stints:
        seconds = max(0, min(stint.leave_s, scenario.length_s) - max(stint.arrive_s, 0))
        hours[stint.fleet] = hours.get(stint.fleet, 0) + seconds
    whole = sum(hours.values()) or 1
    common = _common_figures(scenario)
    found: list[InputFigure] = []
    weight = 0.0  # of each figure that all fleets share
    for name, seconds in hours.items():
        figures, modelled = _fleet_figures(scenario, plan, name), _model_figures(scenario, name, sensors)
        each = seconds / whole / (len(figures) + len(modelled) + len(common))
        found += [InputFigure(f"{what} of {name}", figure, "watch", each) for what, figure in figures]
        found += [InputFigure(f"{what} of {name}", figure, "watch", each, of_model=True) for what, figure in modelled]
        weight += each
    return [*found, *(InputFigure(what, figure, "watch", weight) for what, figure in common)]


def _common_figures(scenario: Scenario) -> list[tuple[str, Figure]]:
    """What every fleet's hours rest on: the weather, and the faults that strike more than one vehicle."""
    weather, faults = scenario.file.weather, scenario.file.faults
    figures = [("wind", weather.wind_mps)]
    for closure in weather.closure:
        where = "every base and line" if closure.of == "*" else closure.of
        figures.append((f"rate of closures of {where}", closure.rate_per_s))
        figures.append((f"mean length of closures of {where}", closure.mean_length_s))
    if not faults.none:
        figures += [("share of launches that are late", faults.late), ("mean lateness", faults.late_mean_s)]
        if faults.grounding_rate_per_s > 0:
            figures += [
                ("rate of groundings", faults.grounding_rate_per_s),
                ("mean grounding", faults.grounding_mean_s),
            ]
        if faults.link_loss_rate_per_s > 0:
            figures += [
                ("rate of link losses", faults.link_loss_rate_per_s),
                ("mean link loss", faults.link_loss_mean_s),
            ]
    return figures


def _fleet_figures(scenario: Scenario, plan: Plan, name: str) -> list[tuple[str, Figure]]:
    """Every figure by which a fleet's hours were planned and flown."""
    fleet = scenario.fleet(name)
    platform, payload = scenario.platform_of(fleet), scenario.payload_of(fleet)
    faults = scenario.file.faults
    own = faults.platform.get(platform.id)
    figures = [(_words(key), getattr(platform, key)) for key in PLANNED_FIGURES]
    if knows_missions(platform, payload):
        figures.append(("loiter speed", platform.loiter_speed_mps))
        figures.append(("height", fleet.altitude_m if fleet.altitude_m is not None else platform.altitude_m))
    figures.append(("turnaround", fleet.turnaround_s if fleet.turnaround_s is not None else platform.turnaround_s))
    if not faults.none:
        for key in FLOWN_FIGURES:
            given = getattr(own, key) if own else None
            figures.append((_words(key), given if given is not None else getattr(platform, key)))
    for line in sorted({p.line for p in plan.roster.pairings if p.fleet == name}):
        sees = scenario.watch(plan.roster.line(line).watch).sees
        ranges = [by_task[sees.task] for sensor in payload.sensors for class_, by_task in sensor.ranges.items()
                  if class_ == sees.class_ and sees.task in by_task]  # fmt: skip
        if ranges:
            figures.append((f"range at which it can {sees.task} a {sees.class_}", max(ranges, key=float)))
    return figures


def _model_figures(scenario: Scenario, name: str, sensors: tuple[SensorReport, ...]) -> list[tuple[str, Figure]]:
    """Every figure of the models of a fleet's airframe or hull and of the sensors that meet its watches."""
    fleet = scenario.fleet(name)
    own = {
        (one.sensor, each.name): each.figure
        for one in sensors
        if one.fleet == name
        for each in one.inputs
        if each.figure is not None
    }
    airframe = share_figures(scenario.platform_of(fleet), scenario.payload_of(fleet))
    return [*airframe, *((f"{what} of {sensor}", figure) for (sensor, what), figure in own.items())]


def _words(key: str) -> str:
    for unit in ("_per_s", "_mps", "_s"):
        if key.endswith(unit):
            key = key.removesuffix(unit)
            break
    return key.replace("_", " ")


def _cost_inputs(tree: CostTree) -> list[InputFigure]:
    unit = f"{tree.currency} {tree.base_year}"
    return [
        InputFigure(
            f"{node.name} of {node.fleet}" if node.fleet else node.name,
            Figure(
                node.amount, unit, low=min(node.low, node.amount), high=max(node.high, node.amount), origin=node.origin
            ),
            "cost",
            float(node.amount),
        )
        for node in tree.root.leaves()
        if node.amount > 0
    ]
