"""From the options of `longwatch catalog X --against CLASS` to questions about sensors; every problem in one pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from longwatch.catalog.load import Catalog
from longwatch.catalog.models import Payload, Platform, Sensor
from longwatch.catalog.sensors import carrier_of, same_name, sensors_called
from longwatch.detection.conditions import FAIR, Conditions, Given
from longwatch.detection.curve import Question
from longwatch.detection.ranges import TASKS
from longwatch.detection.targets import target_class
from longwatch.errors import BadInputError, Problem, nearest_name
from longwatch.origins import USER, Figure, Origin
from longwatch.physics.douglas import sea_of_wind, sea_wind_mps
from longwatch.reporting.sensor_files import FORMS
from longwatch.units import FT_M, KT_MPS, parse_quantity

T = TypeVar("T")
HEIGHT_MOST_M = 30_000.0
FAIR_WEATHER = Origin("assumed", "fair weather, where nothing is said")
DEVELOPED = Origin("assumed", "of a fully developed sea, W.J. Pierson and L. Moskowitz, J. Geophys. Res. 69, 1964")


@dataclass(frozen=True)
class Asked:
    """Questions of the sensors of one payload, and the figures they share with where those come from."""

    payload: str
    questions: tuple[Question, ...]
    given: tuple[tuple[str, Figure], ...]


def questions(catalog: Catalog, name: str, said: Mapping[str, str | None], dark: bool) -> Asked:
    """`said`: the options as written. Raises BadInputError with every problem and the nearest names."""
    problems = list[Problem]()

    def tried(make: Callable[[], T], fallback: T) -> T:
        try:
            return make()
        except BadInputError as error:
            problems.extend(error.problems)
        except ValueError as error:
            problems.append(Problem("", str(error)))
        return fallback

    nothing: tuple[Payload | None, tuple[Sensor, ...]] = (None, ())
    payload, carried = tried(lambda: sensors_called(catalog, name), nothing)
    sensors = tried(lambda: _chosen(carried, said["sensor"]), carried)
    class_ = tried(lambda: target_class(same_name(str(said["against"]))).id, "")
    task = tried(lambda: _task(said["task"] or "detect"), "detect")
    conditions, given = _conditions(said, dark, tried)
    carrier = carrier_of(catalog, payload, name) if payload else None
    no_height = Figure(0.0, "m")
    height = no_height
    if payload is not None or said["height"] is not None:  # without a payload nobody is known to carry it
        height = tried(lambda: _height(said["height"], carrier), no_height)
    speed = tried(lambda: _speed(said["speed"], carrier), Figure(1.0, "m/s"))
    p = tried(lambda: _number("--p", said["p"] or "0.9", 0.0, 1.0, ends=False), 0.9)
    tried(lambda: _form(said["out"]), "")
    if problems or payload is None:
        raise BadInputError(problems)
    parts = (class_, task, float(height), Given(conditions), float(speed), p)
    found = tuple(Question(sensor, *parts) for sensor in sensors)
    return Asked(payload.id, found, (("height", height), ("relative speed", speed), *given))


def _chosen(sensors: tuple[Sensor, ...], wanted: str | None) -> tuple[Sensor, ...]:
    """Those of a name or a kind; all where none was asked for."""
    if wanted is None or not sensors:
        return sensors
    found = tuple(one for one in sensors if same_name(wanted) in (same_name(one.name), one.kind))
    if not found:
        known = [name for one in sensors for name in (same_name(one.name), one.kind) if name]
        what = f"no sensor of this payload is called {wanted!r}; it has {', '.join(one.name or one.kind for one in sensors)}"
        raise BadInputError(Problem("--sensor", what, nearest_name(same_name(wanted), known)))
    return found


def _task(wanted: str) -> str:
    if wanted not in TASKS:
        what = f"{wanted!r} is not a task; there are {', '.join(TASKS)}"
        raise BadInputError(Problem("--task", what, nearest_name(wanted, TASKS)))
    return wanted


def _conditions(
    said: Mapping[str, str | None], dark: bool, tried: Callable[[Callable[[], float], float], float]
) -> tuple[Conditions, tuple[tuple[str, Figure], ...]]:
    """Sea state and wind follow each other where one of them is said; the rest is fair unless said."""
    sea = None if said["sea_state"] is None else int(tried(lambda: _sea_state(said["sea_state"]), 3))
    wind = None if said["wind"] is None else tried(lambda: _least("--wind", said["wind"], "speed"), 7.0)
    origins = [USER if sea is not None else FAIR_WEATHER, USER if wind is not None else FAIR_WEATHER]
    if sea is not None and wind is None:
        wind, origins[1] = float(sea_wind_mps(sea)), DEVELOPED
    elif wind is not None and sea is None:
        sea, origins[0] = int(sea_of_wind(wind)), DEVELOPED
    found = {
        "sea_state": Figure(FAIR.sea_state if sea is None else sea, "1", origin=origins[0]),
        "wind_mps": Figure(FAIR.wind_mps if wind is None else wind, "m/s", origin=origins[1]),
    }
    for option, field, unit, dimension in (
        ("visibility", "visibility_m", "m", "length"),
        ("rain", "rain_mm_h", "mm/h", "rain rate"),
    ):
        text, usual = said[option], float(getattr(FAIR, field))
        value = usual if text is None else tried(_reader(f"--{option}", text, dimension), usual)
        found[field] = Figure(value, unit, origin=FAIR_WEATHER if text is None else USER, text=text or "")
    cloud = said["cloud"]
    value = FAIR.cloud if cloud is None else tried(lambda: _number("--cloud", cloud, 0.0, 1.0), 0.0)
    found["cloud"] = Figure(value, "1", origin=FAIR_WEATHER if cloud is None else USER)
    numbers = {name: float(figure) for name, figure in found.items()}
    now = Conditions(int(numbers.pop("sea_state")), dark=dark, **numbers)
    names = {
        "sea_state": "sea state",
        "wind_mps": "wind",
        "visibility_m": "visibility",
        "rain_mm_h": "rain",
        "cloud": "cloud",
    }
    return now, tuple((names[name], figure) for name, figure in found.items())


def _reader(where: str, text: str, dimension: str) -> Callable[[], float]:
    return lambda: _least(where, text, dimension)


def _height(text: str | None, carrier: Platform | None) -> Figure:
    if text is not None:
        value = _least("--height", text, "length")
        if value > HEIGHT_MOST_M:
            raise BadInputError(
                Problem("--height", f"{text!r} is above {HEIGHT_MOST_M / FT_M:,.0f} ft, where nothing here flies")
            )
        return Figure(value, "m", origin=USER, text=text)
    if carrier is None:
        raise BadInputError(
            Problem(
                "--height", "no platform of the catalog carries this: say how high the sensor is", '--height "5000 ft"'
            )
        )
    return _of_carrier(carrier.altitude_m, carrier, "altitude")


def _speed(text: str | None, carrier: Platform | None) -> Figure:
    if text is not None:
        value = _least("--speed", text, "speed")
        if value <= 0.0:
            raise BadInputError(Problem("--speed", f"{text!r}: a pass needs a relative speed above zero"))
        return Figure(value, "m/s", origin=USER, text=text)
    if carrier is None:
        return Figure(60.0 * KT_MPS, "m/s", origin=Origin("assumed", "nothing is said and no platform carries it"))
    return _of_carrier(carrier.loiter_speed_mps, carrier, "loiter speed")


def _of_carrier(figure: Figure, carrier: Platform, what: str) -> Figure:
    """A figure of the platform that carries the sensor, said to be that."""
    source = f"{what} of {carrier.id}" + (f": {figure.origin.source}" if figure.origin.source else "")
    origin = Origin(figure.origin.kind, source, figure.origin.date)
    return Figure(float(figure), figure.unit, low=figure.low, high=figure.high, origin=origin, text=figure.text)


def _least(where: str, text: str | None, dimension: str) -> float:
    """A quantity with its unit, not below zero."""
    try:
        value = parse_quantity(text, dimension)
    except ValueError as error:
        raise BadInputError(Problem(where, str(error))) from None
    if value < 0.0:
        raise BadInputError(Problem(where, f"{text!r} must not be negative"))
    return value


def _number(where: str, text: str, low: float, high: float, *, ends: bool = True) -> float:
    try:
        value = parse_quantity(text, "fraction")
    except ValueError as error:
        raise BadInputError(Problem(where, str(error))) from None
    if not (low <= value <= high and (ends or low < value < high)):
        raise BadInputError(Problem(where, f"{text!r} does not lie between {low:g} and {high:g}"))
    return value


def _sea_state(text: str | None) -> float:
    if text is None or not text.strip().isdigit() or int(text) > 9:
        raise BadInputError(
            Problem("--sea-state", f"{text!r} is not a sea state: a whole number from 0 to 9 (Douglas)")
        )
    return float(text)


def _form(out: str | None) -> str:
    if out is not None and Path(out).suffix not in FORMS:
        raise BadInputError(Problem("--out", f"{out!r} ends in none of {', '.join(FORMS)}, which say what is written"))
    return out or ""
