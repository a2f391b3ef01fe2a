"""Sensors of the catalog by what people call them: a payload's id, a platform's, or the sensor's own name."""

from __future__ import annotations

import re

from longwatch.catalog.load import Catalog
from longwatch.catalog.models import Payload, Platform, Sensor
from longwatch.errors import BadInputError, Problem, nearest_name


def same_name(name: str) -> str:
    """ "Sea search_radar" -> "sea-search-radar": marks between words, blanks and capitals make no difference."""
    return re.sub(r"[\W_]+", "-", name.strip().lower()).strip("-")


def sensors_called(catalog: Catalog, name: str) -> tuple[Payload, tuple[Sensor, ...]]:
    """The payload of that id, or a platform's first, with all its sensors; or a sensor of that name alone, in the first

    payload that has one. Raises BadInputError with the nearest name.
    """
    wanted = same_name(name)
    payloads = {same_name(id_): payload for id_, payload in catalog.payloads.items()}
    platforms = {same_name(id_): platform for id_, platform in catalog.platforms.items()}
    if wanted in payloads:
        return payloads[wanted], payloads[wanted].sensors
    if wanted in platforms and platforms[wanted].payloads:
        payload = catalog.payloads[platforms[wanted].payloads[0]]
        return payload, payload.sensors
    named = dict[str, tuple[Payload, Sensor]]()
    for payload in catalog.payloads.values():
        for sensor in payload.sensors:
            named.setdefault(same_name(sensor.name or sensor.kind), (payload, sensor))
    if wanted in named:
        payload, sensor = named[wanted]
        return payload, (sensor,)
    raise BadInputError(_not_found(name, payloads, platforms, named))


def _not_found(
    name: str, payloads: dict[str, Payload], platforms: dict[str, Platform], named: dict[str, tuple[Payload, Sensor]]
) -> Problem:
    """What was not found, and what comes nearest: names of that kind of sensor or with that word in them, else by letters."""
    wanted = same_name(name)
    known = [*named, *payloads, *(id_ for id_, one in platforms.items() if one.payloads)]
    kin = [id_ for id_, (_, sensor) in named.items() if sensor.kind == wanted]
    kin += [id_ for id_ in known if wanted and wanted in id_ and id_ not in kin]
    if len(kin) > 1:
        what = f"{name!r} may be one of several: {', '.join(kin)}"
        return Problem("catalog", what, f"longwatch catalog {kin[0]} --against …")
    near = f"did you mean '{kin[0]}'?" if kin else nearest_name(wanted, known)
    all_ = "" if near else f"; sensors are {', '.join(named)}; payloads {', '.join(payloads)}"
    return Problem("catalog", f"no payload, platform or sensor is called {name!r}{all_}", near)


def carrier_of(catalog: Catalog, payload: Payload, name: str = "") -> Platform | None:
    """The platform that carries a payload: the one that was named, else the first whose usual payload it is."""
    named = [one for id_, one in catalog.platforms.items() if same_name(id_) == same_name(name)]
    usual = [one for one in catalog.platforms.values() if one.payloads[:1] == (payload.id,)]
    carries = [one for one in catalog.platforms.values() if payload.id in one.payloads]
    return next(iter([*named, *usual, *carries]), None)
