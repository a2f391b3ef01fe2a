"""Whether the chance of a single look lets a sensor reach what a watch asks: said at the door, not found out in the trials."""

from __future__ import annotations

from longwatch.catalog.models import Payload
from longwatch.detection.ranges import can_see, single_look
from longwatch.scenario.draft import Draft
from longwatch.scenario.models import Watch
from longwatch.scenario.names import fleet_name
from longwatch.scenario.own import Stock
from longwatch.units import format_duration


def check_sensing(draft: Draft, stock: Stock) -> None:
    """Warn of watches that ask for more than any sensor of a fleet that may serve them gives in one decorrelation time."""
    for key, watch in draft.each("watch"):
        for _, fleet in draft.each("fleet"):
            platform = stock.platforms.get(fleet.platform)
            named = fleet.payload or (platform.payloads[0] if platform and platform.payloads else "")
            payload = stock.payloads.get(named)
            if payload is None or watch.kind == "relay" or (fleet.lines and watch.name not in fleet.lines):
                continue
            told = _falls_short(payload, watch)
            if told:
                draft.warn((*key, "sees", "p"), f"{fleet_name(fleet)}: {told}")


def _falls_short(payload: Payload, watch: Watch) -> str:
    """What to say of a payload whose best sensor for a watch does not reach its p within one decorrelation time."""
    sees = watch.sees
    able = [sensor for sensor in payload.sensors if sensor.kind != "ais" and can_see(sensor, sees.class_, sees.task)]
    if not able:
        return ""
    best = max(able, key=lambda sensor: float(single_look(sensor)[0]))
    look_p, time_s = single_look(best)
    if float(look_p) >= float(sees.p):
        return ""
    of = f"{best.name or best.kind} of {payload.id}"
    what = f"p = {float(sees.p):g} is asked, but {of} detects with {float(look_p):g} at the most in {format_duration(time_s)}"
    if any(can_see(sensor, sees.class_, sees.task) == "range" for sensor in able):
        return f"{what}: within its range it is counted all the same"
    return f"{what}: its hazard never counts for the planner"
