"""What a window of a roster is solved for: watchers missing, and who is in charge where an overlap is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from longwatch.slots.window_model import WindowLeg, WindowModel

Term = tuple[int, float]


def cover(built: WindowModel) -> None:
    """Rows of what is missing, where something can change."""
    for station, wanted in enumerate(built.problem.required):
        legs = [leg for leg in built.legs if leg.course.leg.station == station and leg.present]
        stands = built.counts.standing[station]
        if legs and built.problem.overlap[station]:
            _in_charge(built, station, legs)
            continue
        for t in sorted({t for leg in legs for t in leg.present}):
            here = [leg for leg in legs if t in leg.present and leg.course.leg.sees[t]]
            if not (here and wanted[t]):
                continue
            fixed = int(stands[t]) - sum(int(built.counts.present[leg.place, t]) for leg in here)
            short = float(wanted[t] - fixed)
            if short <= 0:
                continue
            value = max(0.0, float(wanted[t] - stands[t]))
            missing = built.column(0.0, short, value, float(built.problem.weight[station]))
            built.model.row([(missing, 1.0), *((leg.present[t], 1.0) for leg in here)], low=short)


def _in_charge(built: WindowModel, station: int, legs: list[WindowLeg]) -> None:
    """Where an overlap is asked for: those that stood so long, and those that began where a watcher was missing."""
    wanted, overlap = built.problem.required[station], int(built.problem.overlap[station])
    was, begun = built.counts.missing[station], built.counts.begun[station]
    mine = [c for c, one in enumerate(built.counts.courses) if one.leg.station == station]
    young = {c: built.counts.young(c) for c in mine}
    missing, began = dict[int, int](), dict[int, int]()
    for t in sorted({t for leg in legs for t in leg.present}):
        if not wanted[t]:
            continue
        missing[t] = built.column(0.0, float(wanted[t]), float(was[t]), float(built.problem.weight[station]))
        began[t] = built.column(0.0, float(wanted[t]), float(begun[t]))
        if t and wanted[t - 1]:
            most, before = float(max(wanted[t] - wanted[t - 1], 0)), missing.get(t - 1)
            terms = [(began[t], 1.0)] if before is None else [(began[t], 1.0), (before, -1.0)]
            built.model.row(terms, high=most + (float(was[t - 1]) if before is None else 0.0))
        here = [leg for leg in legs if t in leg.present and leg.course.leg.sees[t]]
        stands: list[Term] = [(leg.present[t], 1.0) for leg in here]
        seen = int(built.counts.standing[station, t]) - sum(int(built.counts.present[leg.place, t]) for leg in here)
        built.model.row([(missing[t], 1.0), *stands], low=float(wanted[t] - seen))
        fixed = float(seen - sum(int(young[c][t]) for c in mine if built.counts.courses[c].leg.sees[t]))
        for leg in here:
            columns, value = built.young(leg, t)
            stands += [(column, -1.0) for column in columns]
            fixed += value
        recent = range(max(t - overlap + 1, 0), t + 1)
        starts = [(began[s], 1.0) for s in recent if s in began]
        fixed += sum(float(begun[s]) for s in recent if s not in began)
        built.model.row([(missing[t], 1.0), *starts, *stands], low=float(wanted[t]) - fixed)
