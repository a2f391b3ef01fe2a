"""What `longwatch catalog X --against CLASS` answers for one sensor: the curve, what it rests on, what it may be off by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any, Final

import numpy as np

from longwatch.catalog.describe import Row, figure_row
from longwatch.catalog.models import Sensor
from longwatch.detection.conditions import FAIR, Conditions
from longwatch.detection.curve import Binned, Question, SensorCurve, binned, sensor_curve
from longwatch.detection.sights import is_modelled
from longwatch.detection.targets import target_class
from longwatch.measures.sensor_doubt import Doubt, doubt, inputs_of
from longwatch.origins import Figure
from longwatch.units import KT_MPS

KM = 1000.0
TOLD_MOVES: Final = 3
HOLE: Final = 0.02  # a share of the range that is worth a line
NOTHING: Final = 5e-4  # a chance that a table or plot leaves out beyond its last range
# what a model rests on of a class, by kind of sensor; what is typed, and AIS, know its height alone
OF_TARGET = {"radar": ("height_m", "rcs_m2"), "turret": ("length_m", "height_m"), "sonar": ("length_m",)}


@dataclass(frozen=True)
class Answer:
    """Of one sensor of a payload; no curve where it never meets the class and task, no doubt where none was drawn."""

    payload: str
    asked: Question
    curve: SensorCurve | None
    doubt: Doubt | None
    binned: Binned | None  # where the conditions make a difference
    rows: tuple[Row, ...]
    beyond: tuple[
        str, ...
    ]  # limits of the sensor that the conditions exceed: the rest of the program takes it as blind

    @property
    def name(self) -> str:
        return self.asked.sensor.name or self.asked.sensor.kind


def answer(payload: str, asked: Question, given: tuple[tuple[str, Figure], ...], draws: int, seed: int) -> Answer:
    """The curve of a sensor and its doubt; `given` are height, speed and conditions with where they come from."""
    curve = sensor_curve(asked)
    beyond = tuple(_beyond(asked.sensor, asked.given.conditions))
    if curve is None:
        return Answer(payload, asked, None, None, None, (), beyond)
    rows = [figure_row(name, figure) for name, figure in given]
    rows += [figure_row(one.name, one.figure) for one in inputs_of(asked, curve.how)]
    target = target_class(asked.class_)
    of_target = OF_TARGET.get(asked.sensor.kind, ("length_m", "height_m")) if curve.how == "model" else ("height_m",)
    rows += [figure_row(f"{name.rsplit('_', 1)[0]} of a {target.id}", getattr(target, name)) for name in of_target]
    told = doubt(asked, curve.how, draws, seed) if draws else None
    return Answer(payload, asked, curve, told, binned(asked) if curve.how == "model" else None, tuple(rows), beyond)


def _beyond(sensor: Sensor, now: Conditions) -> Iterator[str]:
    if sensor.sea_state_max is not None and now.sea_state > sensor.sea_state_max:
        yield f"sea state {now.sea_state}, its limit is {float(sensor.sea_state_max):g}"
    if sensor.visibility_min_m is not None and now.visibility_m < sensor.visibility_min_m:
        yield f"visibility {_km(now.visibility_m)}, it needs {_km(float(sensor.visibility_min_m))}"
    if sensor.cloud_max is not None and now.cloud > sensor.cloud_max:
        yield f"cloud {now.cloud:g}, its limit is {float(sensor.cloud_max):g}"
    if sensor.rain_max_mm_h is not None and now.rain_mm_h > sensor.rain_max_mm_h:
        yield f"rain {now.rain_mm_h:g} mm/h, its limit is {float(sensor.rain_max_mm_h):g} mm/h"
    if sensor.needs_light and now.dark:
        yield "it is dark, and it sees only by day"


def heading(one: Answer) -> str:
    """ "light sea radar (light_radar_turret_ais): detect a small-boat" """
    return f"{one.name} ({one.payload}): {one.asked.task} a {one.asked.class_}"


def circumstances(asked: Question) -> str:
    """Height, speed and conditions in one line."""
    now = asked.given.conditions
    rain = f"rain {now.rain_mm_h:g} mm/h" if now.rain_mm_h else "no rain"
    height = "under water" if asked.sensor.kind == "sonar" else f"from {asked.height_m:,.0f} m"
    where = f"{height}, relative speed {asked.speed_mps / KT_MPS:.3g} kt"
    sky = f"visibility {_km(now.visibility_m)}, cloud {now.cloud:g}, {rain}, {'dark' if now.dark else 'by day'}"
    return f"{where}; sea state {now.sea_state}, wind {now.wind_mps:.1f} m/s, {sky}"


def figures(one: Answer) -> list[tuple[str, str]]:
    """The numbers of an answer, (what, how much), as text."""
    if one.curve is None:
        return [("range", f"none: {_why_never(one.asked)}")]
    curve, p = one.curve, one.asked.p
    found = [(f"range at p = {p:g}", _range_text(one)), ("from", _SAID[curve.how])]
    if curve.blind_below_m > HOLE * float(curve.range_m_at_p):
        found.append(("blind below it", f"nearer than {_km(curve.blind_below_m)} over the sea p = {p:g} is not met"))
    found += [("sweep width", _km(curve.sweep_width_m))] if curve.sweep_width_m is not None else []
    found.append(("chance of a look", f"{curve.law.look_p:.2f} in each {curve.law.decorrelation_s / 60:.3g} min"))
    found.append(("cut by", _cut_text(one)))
    found.append(("rests on", _rests_on_text(one.rows)))
    if one.doubt is not None:
        found.append(("if inputs are off", _doubt_text(one.doubt)))
    if one.doubt is not None and one.doubt.moves:
        found.append(("moved most by", _moved_text(one.doubt)))
    if one.binned is not None and one.binned.high_m > 0.0:
        found.append(("counted in bins", _binned_text(one.binned)))
    if curve.table_error > 1e-6:
        found.append(("error of the table", f"{curve.table_error:.1e} of the largest exposure of a pass"))
    return found + ([("beyond its limits", "; ".join(one.beyond) + ": a run takes it as blind")] if one.beyond else [])


DETECT_ONLY: Final = {
    "radar": "a radar detects, and does nothing else",
    "ais": "an AIS receiver hears who transmits, and no more",
}


LOW_M: Final = 300.0
EYES_END: Final = "no sweep width of eyes is published from above 3,000 ft"


def _why_never(asked: Question) -> str:
    """Why a sensor never meets what is asked, as far as that can be told."""
    sensor, now = asked.sensor, asked.given.conditions
    if asked.task != "detect" and sensor.kind in DETECT_ONLY:
        return DETECT_ONLY[sensor.kind]
    if sensor.kind == "ais":
        return "an aircraft carries no AIS here"
    if sensor.kind == "radar" and now.sea_state >= 7 and is_modelled(sensor):
        return "no clutter is known from sea state 7 on, so that a radar is taken to see nothing"
    for name, words in _BY_CONDITION.items():
        fair = asked.given._replace(conditions=now._replace(**{name: getattr(FAIR, name)}))
        if getattr(now, name) != getattr(FAIR, name) and sensor_curve(replace(asked, given=fair)) is not None:
            return words
    if asked.height_m > LOW_M and sensor_curve(replace(asked, height_m=LOW_M)) is not None:
        end = f"; {EYES_END}" if sensor.kind == "eyes" else ""
        return f"not from {asked.height_m:,.0f} m, though from {LOW_M:.0f} m{end}"
    return f"nothing this sensor has can {asked.task} a {asked.class_}"


_BY_CONDITION: Final = {
    "dark": "it is dark", "sea_state": "the sea is too rough", "wind_mps": "the wind is too strong",
    "visibility_m": "the air is too thick", "rain_mm_h": "the rain is too heavy", "cloud": "cloud hides the sea",
}  # fmt: skip


def _rests_on_text(rows: tuple[Row, ...]) -> str:
    assumed = sum(1 for row in rows if row.kind == "ASSUMED")
    return f"{len(rows)} figures, {assumed} of them ASSUMED (below)"


_SAID = {
    "model": "the model of its kind",
    "typed range": "a range typed in, definite, in whatever conditions",
    "typed hazard": "a hazard typed in, in whatever conditions",
    "AIS": "radio horizon and reach of the receiver; of ships that transmit",
}


def _range_text(one: Answer) -> str:
    assert one.curve is not None
    at = float(one.curve.range_m_at_p)
    if at > 0.0:
        return _km(at)
    return f"none: nowhere is p = {one.asked.p:g} met in one decorrelation time, at best {one.curve.stay_p.max():.2f}"


def _cut_text(one: Answer) -> str:
    """What ends the range at p, and what would have."""
    assert one.curve is not None
    at, cuts = float(one.curve.range_m_at_p), one.curve.cuts
    binding = [name for name, cut_m in cuts if at >= 0.99 * cut_m]
    named = ", ".join(f"{name} {_km(cut_m)}" for name, cut_m in cuts)
    if binding:
        return f"{' and '.join(binding)} ({named})"
    return f"nothing else ({named})" if named else "nothing else"


def _binned_text(one: Binned) -> str:
    """A run counts the middle of a bin for all of it."""
    return f"{_km(one.range_m)} in a run, which counts the middle of its bin; {_km(one.low_m)} to {_km(one.high_m)} at its ends"


def _doubt_text(told: Doubt) -> str:
    return f"{_far(told.low_m)} to {_far(told.high_m)} ({100 * told.share:g} % of {told.draws} draws of all inputs with a range)"


def _moved_text(told: Doubt) -> str:
    """The inputs that move it most by themselves, from the low to the high end of their ranges."""
    return "; ".join(f"{m.input.name} ({_far(m.at_low_m)} to {_far(m.at_high_m)})" for m in told.moves[:TOLD_MOVES])


def shown_points(curve: SensorCurve) -> int:
    """How many points of the curve hold all of it that is more than nothing, and a little beyond."""
    chance = curve.stay_p if curve.pass_p is None else np.maximum(curve.stay_p, curve.pass_p)
    some = np.flatnonzero(chance > NOTHING)
    return len(chance) if not len(some) else min(len(chance), int(1.05 * some[-1]) + 3)


def table_rows(one: Answer, n: int = 11) -> list[tuple[str, str, str, str]]:
    """(range, hazard, chance in one decorrelation time, chance of a pass) at some ranges."""
    if one.curve is None:
        return []
    curve = one.curve
    at = np.unique(np.linspace(0, shown_points(curve) - 1, n).astype(int))
    return [(_km(float(curve.range_m[i])), _hazard_text(curve, i), f"{curve.stay_p[i]:.3f}",
             "" if curve.pass_p is None else f"{curve.pass_p[i]:.3f}") for i in at]  # fmt: skip


def _hazard_text(curve: SensorCurve, i: int) -> str:
    if curve.hazard_per_s is None:
        return ""
    value = float(curve.hazard_per_s[i])
    return "definite" if not isfinite(value) else f"{value:.3g} /s"


def to_json(one: Answer) -> dict[str, Any]:
    """SI throughout; a definite range has no hazard (null)."""
    asked, curve = one.asked, one.curve
    out: dict[str, Any] = {
        "payload": one.payload, "sensor": one.name, "kind": asked.sensor.kind, "class": asked.class_, "task": asked.task,
        "height_m": asked.height_m, "speed_mps": asked.speed_mps, "p": asked.p,
        "conditions": asked.given.conditions._asdict(), "beyond_its_limits": list(one.beyond), "curve": None,
    }  # fmt: skip
    if curve is None:
        return out
    hazard = None if curve.hazard_per_s is None else [h if isfinite(h) else None for h in curve.hazard_per_s.tolist()]
    out["range_m_at_p"] = float(curve.range_m_at_p)
    out["from"], out["sweep_width_m"], out["table_error"] = curve.how, curve.sweep_width_m, curve.table_error
    out["look_p"], out["decorrelation_s"] = curve.law.look_p, curve.law.decorrelation_s
    out["cuts_m"] = dict(curve.cuts)
    out["curve"] = {
        "range_m": curve.range_m.tolist(), "hazard_per_s": hazard, "stay_p": curve.stay_p.tolist(),
        "pass_p": None if curve.pass_p is None else curve.pass_p.tolist(),
    }  # fmt: skip
    if one.doubt is not None:
        moves = [{"input": m.input.name, "at_low_m": m.at_low_m, "at_high_m": m.at_high_m} for m in one.doubt.moves]
        out["doubt"] = {"low_m": one.doubt.low_m, "high_m": one.doubt.high_m, "share": one.doubt.share,
                        "draws": one.doubt.draws, "moves": moves}  # fmt: skip
    if one.binned is not None:
        out["binned"] = one.binned._asdict() | {"counted": one.binned.counted._asdict()}
    out["inputs"] = [row.to_json() for row in one.rows]
    return out


def _far(value_m: float) -> str:
    """A range that may be none at all."""
    return _km(value_m) if value_m > 0.0 else "none"


def _km(value_m: float) -> str:
    return f"{value_m / KM:.3g} km" if value_m >= KM or value_m == 0.0 else f"{value_m:.0f} m"
