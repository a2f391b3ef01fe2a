"""Figures with a range as uncertain inputs: which there are, what is drawn for them, and a scenario with what was drawn.

An input is one figure, wherever it is used: the endurance of a platform is one input of all its fleets. It draws by its name,
so another input added to a scenario changes no draw of this one, and two scenarios that share it meet the same truth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from longwatch.catalog.models import MODELS
from longwatch.catalog.sensing import Sensing, used_by
from longwatch.detection.sights import is_modelled
from longwatch.origins import Figure, Money, Origin
from longwatch.quantities import Strict
from longwatch.scenario.draft import figures_of
from longwatch.scenario.places import Key
from longwatch.scenario.scenario import Scenario
from longwatch.sim.processes import entity_of
from longwatch.sim.streams import PROCESSES, uniform

Floats = NDArray[np.float64]
NO_DOUBT = {"payload_mass", "payload_power", "crew_people", "fuel_share"}
# Without traffic, whose ranges are the spread of many ships.
SECTIONS = ("period", "base", "control", "area", "watch", "fleet", "weather", "sensing", "faults", "policy", "state")
# Of keys that say too little by themselves.
WORDS = {
    "rcs_error": "error of cross-sections",
    "target_height_factor": "height of ships of a class",
    "target_length_factor": "length of targets of a class",
    "rain_echo_error": "error of echoes of rain",
    "breadth_share": "breadth that targets show",
    "aircraft_body": "height of what flies, over its length",
    "wavelength_factor": "factor on wavelengths of cameras",
    "lookout_speed_factor": "factor on speeds of look-outs' craft",
    "sight_fade": "part of the visibility in which sight fades",
    "ships_speed_factor": "factor on speeds at which ships are heard",
    "sound_reach_max": "range beyond which no sound is promised",
    "rcs_aspect": "cross-section by aspect",
    "rain_extent": "extent of rain",
    "clutter_error": "error of sea clutter",
    "cycles_factor": "factor on cycles needed",
    "search_constant": "time constant of search by camera",
    "cloud_factor": "factor on cloud",
    "source_level_error": "error of ships' source levels",
    "boat_level_error": "error of small boats' source level",
    "noise_error": "error of ambient noise",
    "sound_transition": "range at which sound spreads as a cylinder",
    "sound_fluctuation": "fluctuation of sound",
    "sound_relaxation": "relaxation time of sound",
    "shipping": "noise of distant ships",
    "ais_ships_in_view": "ships that share AIS slots",
    "ais_overlap": "overlap of AIS slots",
    "look_p": "chance of a look",
    "model_look_p": "chance of a look beside what models say",
    "decorrelation": "decorrelation time",
    "ifov": "angle of a detector element",
    "thermal_ifov": "angle of a thermal detector element",
    "optics_q": "sharpness of the optics",
    "search_fov": "field of view for search",
    "search_pixels": "detector elements across the field of search",
    "search_dwell": "time on one field of search",
    "pfa": "probability of a false alarm",
    "prf": "pulses per second",
    "pulse": "pulse length",
}


@dataclass(frozen=True)
class Input:
    """A figure with a range. key: where it stands, like ("platform", "tb3", "endurance") or ("weather", "wind")."""

    key: Key
    name: str
    figure: Figure

    def at(self, share: float) -> float:
        """The value that this share of the truth lies below: triangular, its peak at the likely value.

        A triangle says no more than the three numbers do; narrower laws (PERT) would say that the ends are hardly ever met.
        Whole degrees (sea states) stay whole.
        """
        low, likely, high = self.figure.low, float(self.figure), self.figure.high
        peak = (likely - low) / (high - low)
        if share < peak:
            value = low + sqrt(share * (high - low) * (likely - low))
        else:
            value = high - sqrt((1.0 - share) * (high - low) * (high - likely))
        return float(round(value)) if self._is_whole else min(max(value, low), high)

    @property
    def _is_whole(self) -> bool:
        return str(self.key[-1]).startswith("sea_")


def inputs_of(scenario: Scenario) -> tuple[Input, ...]:
    """Every figure with a range that a trial could meet another value of, in a fixed order: the catalog's, the scenario's.

    Not money, and not what vehicles may carry or how many people are needed: those decide the plan and the cost.
    """
    unused = _unused(scenario)
    ranged = ((key, figure) for key, figure in _figures(scenario) if figure.has_range and key not in unused)
    found = [(key, figure) for key, figure in ranged if _in_doubt(key, figure)]
    names = _names(scenario, [key for key, _ in found])
    return tuple(Input(key, name, figure) for (key, figure), name in zip(found, names, strict=True))


def _figures(scenario: Scenario) -> Iterator[tuple[Key, Figure]]:
    for word, items in (("platform", scenario.platforms), ("payload", scenario.payloads)):
        for name, item in items.items():
            yield from figures_of(item, (word, name))
    for section in SECTIONS:
        yield from figures_of(getattr(scenario.file, section), (section,))


def _in_doubt(key: Key, figure: Figure) -> bool:
    return not isinstance(figure, Money) and str(key[-1]) not in NO_DOUBT


def _carried(scenario: Scenario) -> set[str]:
    """Tables of models that any sensor of the fleets carries, and "ais"."""
    sensors = [sensor for payload in scenario.payloads.values() for sensor in payload.sensors]
    tables = {name for name in MODELS for sensor in sensors if getattr(sensor, name) is not None}
    return tables | {sensor.kind for sensor in sensors if sensor.kind == "ais"}


def _unused(scenario: Scenario) -> set[Key]:
    """Constants of `[sensing]` that nothing in the scenario rests on: no sensor carries their model, or all say it themselves."""
    carried = _carried(scenario)
    sensors = [sensor for payload in scenario.payloads.values() for sensor in payload.sensors if sensor.kind != "ais"]
    needed = {
        "look_p": any(sensor.look_p is None and (sensor.ranges or sensor.hazard) for sensor in sensors),
        "model_look_p": any(sensor.look_p is None and is_modelled(sensor) for sensor in sensors),
        "decorrelation": any(sensor.decorrelation_s is None for sensor in sensors),
        "lookout_speed_factor": any(one.lookout is not None and one.lookout.speed_mps is None for one in sensors),
        "target_height_factor": "ais" in carried or any(sensor.kind != "sonar" for sensor in sensors),
    }
    unused = set[Key]()
    for name, info in Sensing.model_fields.items():
        alias, tables = info.alias or name, used_by(name)
        if not needed.get(alias, not tables or bool(carried.intersection(tables))):
            unused.add(("sensing", alias))
    return unused | {
        ("payload", name, "endurance_factor") for name in scenario.payloads if _is_modelled(scenario, name)
    }


def _is_modelled(scenario: Scenario, payload: str) -> bool:
    """Whether physics say what endurance is left with a payload on every platform that carries it, so that its factor is idle."""
    carriers = [scenario.platforms[one.platform] for one in scenario.fleets if one.payload == payload]
    return bool(carriers) and all(scenario.payloads[payload].share_is_modelled(one) for one in carriers)


def _names(scenario: Scenario, keys: Sequence[Key]) -> list[str]:
    """A name for each, none twice."""
    seen: Counter[str] = Counter()
    names = []
    for key in keys:
        name = _name(scenario, key)
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}, number {seen[name]}")
    return names


def _name(scenario: Scenario, key: Key) -> str:
    """ "endurance of tb3", "turnaround of TB3 aboard", "rate of closures of Deck", "late (faults)"."""
    what, part, holders = WORDS.get(str(key[-1]), str(key[-1]).replace("_", " ")), scenario.file, list[Any]()
    for step in key:
        part = _inside(scenario, part, step)
        holders.append(part)
    if "sensors" in key:
        sensor = holders[key.index("sensors") + 1]
        of = sensor.name or sensor.kind
        seen = str(key[-2]).replace("-", " ")
        return f"range of {of} to {what} a {seen} ({key[1]})" if "ranges" in key else f"{what} of {of} ({key[1]})"
    if "closure" in key:
        where = holders[2].of
        return f"{what} of closures of {'every base and line' if where == '*' else where}"
    names = [getattr(held, "name", "") or getattr(held, "id", "") for held in holders]
    named = next((str(name) for name in names if name), "") or next(
        (str(s) for s in key[1:-1] if isinstance(s, str)), ""
    )
    rest = [str(step).replace("_", " ") for step in key[2:-1]] if named and key[0] not in ("faults",) else []
    return f"{' '.join([what, *rest])} of {named}" if named else f"{what} ({key[0]})"


def _inside(scenario: Scenario, part: Any, step: str | int) -> Any:
    """One step down a key path; the catalog's items stand in the scenario."""
    if part is scenario.file and step in ("platform", "payload"):
        return getattr(scenario, f"{step}s")
    if isinstance(part, Strict):
        return getattr(part, _attribute(part, str(step)))
    return part[step]


def _attribute(part: Strict, alias: str) -> str:
    fields = type(part).model_fields
    return next(name for name, info in fields.items() if (info.alias or name) == alias)


def with_values(scenario: Scenario, values: Mapping[Key, float]) -> Scenario:
    """The scenario in which these figures are what was drawn. What the scenario says twice moves together."""
    changed: dict[str, Any] = {}
    file, fleets, bases = scenario.file, scenario.fleets, scenario.bases
    for key, value in values.items():
        if key[0] in ("platform", "payload"):
            name = f"{key[0]}s"
            changed[name] = with_value(changed.get(name, getattr(scenario, name)), key[1:], value)
        else:
            file = with_value(file, key, value)
            fleets = with_value(fleets, key[1:], value) if key[0] == "fleet" else fleets
            bases = with_value(bases, key[1:], value) if key[0] == "base" else bases
    return replace(scenario, file=file, fleets=fleets, bases=bases, **changed)


def with_value(part: Any, key: Key, value: float) -> Any:
    """A copy of a model, dictionary or tuple with one figure in it replaced."""
    if isinstance(part, Figure):
        return Figure(value, part.unit, origin=Origin("computed", "drawn from its range", of=(part.origin.kind,)))
    step, rest = key[0], key[1:]
    if isinstance(part, Strict):
        name = _attribute(part, str(step))
        return part.model_copy(update={name: with_value(getattr(part, name), rest, value)})
    if isinstance(part, dict):
        return {**part, step: with_value(part[step], rest, value)}
    return tuple(with_value(one, rest, value) if i == step else one for i, one in enumerate(part))


def draw_shares(inputs: tuple[Input, ...], samples: int, seed: int) -> Floats:
    """(samples, inputs) shares between 0 and 1: in each column one in each n-th part, in an order of its own.

    A Latin hypercube (M.D. McKay, R.J. Beckman and W.J. Conover, Technometrics 21, 1979), each column from the seed and the
    name of its input alone.
    """
    return np.array([_column(entity_of(one.name), samples, seed) for one in inputs]).reshape(len(inputs), samples).T


def _column(entity: int, samples: int, seed: int) -> Floats:
    part, place = PROCESSES["input_part"], PROCESSES["input_place"]
    order = np.argsort([uniform(seed, n, part, entity, 0) for n in range(samples)], kind="stable")
    within = np.array([uniform(seed, n, place, entity, 0) for n in range(samples)])
    rank = np.empty(samples)
    rank[order] = np.arange(samples)
    return np.asarray((rank + within) / samples, np.float64)
