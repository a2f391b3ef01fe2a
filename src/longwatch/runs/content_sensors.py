"""The part of the report on sensors: how each fleet meets its watch, in what conditions, and what that rests on."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

from longwatch.catalog.models import Sensor
from longwatch.catalog.words import readable
from longwatch.detection.conditions import RESTS_ON, Conditions, Given
from longwatch.detection.curve import Question, binned, planned_range
from longwatch.detection.laws import law_of_sensor
from longwatch.detection.sights import is_modelled, key_of
from longwatch.measures.sensor_doubt import inputs_of, moves_of
from longwatch.origins import Figure, computed
from longwatch.reporting.content_fleet import SensorMove, SensorReport
from longwatch.reporting.content_watch import Measure
from longwatch.runs.content_words import sees_words
from longwatch.runs.pieces import Pieces
from longwatch.scenario.plan import Line, Pairing
from longwatch.scenario.scenario import Scenario
from longwatch.weather.facts import RangeShare, WeatherFacts
from longwatch.weather.planning import planning_conditions

MOST_MOVED: Final = 6  # questions whose inputs are moved one by one; those with the most hours on station
TOLD_MOVES: Final = 5
BY_MODEL: Final = {
    "radar": "model of radar",
    "turret": "model of a camera",
    "eyes": "model of eyes",
    "sonar": "model of sound",
}
SENSES: Final = {"radar": "radar", "turret": "light", "eyes": "light", "sonar": "sound"}
# kind -> (the condition that counts most, its values with what they are called)
ALONG: Final[dict[str, tuple[str, tuple[tuple[str, dict[str, float]], ...]]]] = {
    "radar": ("sea state", tuple((str(degree), {"sea_state": degree}) for degree in (0, 2, 3, 4, 5, 6))),
    "turret": ("visibility", tuple((f"{km} km", {"visibility_m": km * 1000.0}) for km in (2, 5, 10, 20, 40))),
    "eyes": ("visibility", tuple((f"{km} km", {"visibility_m": km * 1000.0}) for km in (2, 5, 10, 20, 40))),
    "sonar": ("wind", tuple((f"{mps} m/s", {"wind_mps": float(mps)}) for mps in (2, 5, 7, 10, 15, 20))),
}  # fmt: skip


class Met(NamedTuple):
    """One fleet on one line of a watch."""

    pairing: Pairing
    line: Line
    asked: Question
    on_station_s: float


def sensor_reports(scenario: Scenario, pieces: Pieces, weather: WeatherFacts) -> tuple[SensorReport, ...]:
    """A report for each fleet and watch that the roster puts together; lines that are alike stand in one."""
    met = _met(scenario, pieces)
    moved = _most_flown(met)
    less = {(one.fleet, one.line): one for one in weather.ranges}
    found = dict[object, SensorReport]()
    for one in met:
        share = less.get((one.pairing.fleet, one.pairing.line))
        alike = (one.pairing.fleet, one.line.watch, key(one.asked), share and share.by_cause)
        if alike in found:
            found[alike] = replace(found[alike], lines=(*found[alike].lines, one.line.name))
        else:
            found[alike] = _report(scenario, one, share, key(one.asked) in moved)
    return tuple(found.values())


def sensor_words(scenario: Scenario) -> str:
    """By what the sensors of the fleets see, as the assumptions of a claim say it; AIS counts for no watch."""
    sensors = [one for payload in scenario.payloads.values() for one in payload.sensors if one.kind != "ais"]
    senses = list(dict.fromkeys(SENSES[one.kind] for one in sensors if is_modelled(one)))
    typed = [one for one in sensors if one.ranges or one.hazard]
    kinds = [
        word
        for word, has in (("range", any(one.ranges for one in typed)), ("hazard", any(one.hazard for one in typed)))
        if has
    ]
    by_model = f"sensors by models of {_and(senses)} in the trial's conditions" if senses else ""
    stated = f"{'others' if senses else 'sensors'} of typed {' or '.join(kinds)}" if kinds else ""
    return ", ".join(text for text in (by_model, stated) if text) or "no sensors but AIS receivers"


def _met(scenario: Scenario, pieces: Pieces) -> list[Met]:
    """Every fleet on every line that the roster flies, the most hours first."""
    roster = pieces.plan.roster
    flown_s = dict[tuple[str, str], float]()
    for stint in roster.stints:
        flown_s[stint.fleet, stint.line] = flown_s.get((stint.fleet, stint.line), 0.0) + stint.on_station_s
    out = []
    for pairing in roster.pairings:
        line, own_s = roster.line(pairing.line), flown_s.get((pairing.fleet, pairing.line), 0.0)
        if line.kind == "relay" or own_s <= 0.0:
            continue
        asked = _asked(scenario, pairing, line)
        if asked is not None:
            out.append(Met(pairing, line, asked, own_s))
    return sorted(out, key=lambda one: -one.on_station_s)


def _asked(scenario: Scenario, pairing: Pairing, line: Line) -> Question | None:
    """The question that the plan asked of the sensor with the longest range."""
    payload, sees = scenario.payload_of(scenario.fleet(pairing.fleet)), scenario.watch(line.watch).sees
    about = (sees.class_, sees.task, float(sees.p), pairing.height_m)
    conditions = planning_conditions(scenario, line, payload, *about)
    given = Given(conditions, scenario.file.sensing)
    speed_mps = max(pairing.hold_speed_mps, 0.1)
    questions = [
        Question(sensor, sees.class_, sees.task, pairing.height_m, given, speed_mps, float(sees.p))
        for sensor in payload.sensors
        if sensor.kind != "ais"
    ]
    return max(questions, key=lambda one: float(planned_range(one)[0]), default=None)


def key(asked: Question) -> object:
    """Equal for questions that have the same answer."""
    return (key_of(asked.sensor), asked.class_, asked.task, asked.p, asked.height_m, asked.given.conditions)


def _most_flown(met: list[Met]) -> set[object]:
    """The questions whose inputs are moved: few, since each input asks the model twice."""
    modelled = dict.fromkeys(key(one.asked) for one in met if _how(one.asked) == "model")
    return set(list(modelled)[:MOST_MOVED])


def _how(asked: Question) -> str:
    _, sight = planned_range(asked)
    if sight is not None:
        return "model"
    law = law_of_sensor(asked.sensor, asked.class_, asked.task, asked.height_m, True, asked.p, asked.given)
    return "typed range" if law is None or law.is_definite else "typed hazard"


def _report(scenario: Scenario, one: Met, share: RangeShare | None, moved: bool) -> SensorReport:
    asked, how = one.asked, _how(one.asked)
    found, sensor = planned_range(asked)[0], one.asked.sensor
    report = SensorReport(
        fleet=one.pairing.fleet,
        watch=one.line.watch,
        lines=(one.line.name,),
        sees=sees_words(scenario.watch(one.line.watch)),
        sensor=sensor.name or sensor.kind,
        by=BY_MODEL[sensor.kind] if how == "model" else how,
        planned=Figure(found, "m", low=found.low, high=found.high, origin=found.origin),
        height=computed(asked.height_m, "m", ("altitude of its platform",)),
    )
    if how != "model":
        return report
    varies = share is not None
    within = binned(asked) if varies else None
    inputs = inputs_of(asked, "model")
    told = moves_of(asked, inputs)[:TOLD_MOVES] if moved else ()
    return replace(
        report,
        conditions=_conditions_words(sensor, asked.given.conditions),
        plan_share=scenario.file.weather.plan_share if varies else None,
        less=_less(share),
        axis=ALONG[sensor.kind][0],
        by_condition=_along(asked),
        binned_m=(within.low_m, within.high_m) if within is not None and within.high_m > 0.0 else None,
        inputs=tuple(Measure(each.name, readable(each.figure)) for each in inputs),
        moves=tuple(SensorMove(m.input.name, readable(m.input.figure), m.at_low_m, m.at_high_m) for m in told),
    )


def _less(share: RangeShare | None) -> tuple[Measure, ...] | None:
    if share is None:
        return None
    return tuple(
        Measure(cause, computed(part, "1", ("weather", "model of the sensor"))) for cause, part in share.by_cause
    )


def _along(asked: Question) -> tuple[tuple[str, Figure], ...]:
    """The range for each value of the condition that counts most; wind goes with the sea where eyes look."""
    now, out = asked.given.conditions, []
    for name, changed in ALONG[asked.sensor.kind][1]:
        given = asked.given._replace(conditions=Conditions(**{**now._asdict(), **changed}))
        range_m = float(planned_range(replace(asked, given=given))[0])
        out.append((name, computed(range_m, "m", ("model of the sensor",))))
    return tuple(out)


def _conditions_words(sensor: Sensor, now: Conditions) -> str:
    said = {
        "sea_state": f"sea state {now.sea_state}",
        "wind_mps": f"wind {now.wind_mps:.0f} m/s",
        "visibility_m": f"visibility {now.visibility_m / 1000.0:.3g} km",
        "cloud": f"cloud {now.cloud:.0%}" if now.cloud else "no cloud",
        "rain_mm_h": f"rain {now.rain_mm_h:g} mm/h" if now.rain_mm_h else "no rain",
        "dark": "dark" if now.dark else "by day",
    }
    return ", ".join(said[name] for name in RESTS_ON[sensor.kind])


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
