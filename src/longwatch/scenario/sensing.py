"""Whether the chance of a single look lets a sensor reach what a watch asks: said at the door, not found out in the trials."""

from __future__ import annotations

from longwatch.catalog.models import MODELS, Payload, Sensor
from longwatch.catalog.sensing import SENSING, Sensing
from longwatch.detection.conditions import FAIR, Given
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
            height_m = fleet.altitude_m if fleet.altitude_m is not None else platform.altitude_m if platform else 0.0
            told = _falls_short(payload, watch, float(height_m), draft.one("sensing") or SENSING)
            if told:
                draft.warn((*key, "sees", "p"), f"{fleet_name(fleet)}: {told}")


def _falls_short(payload: Payload, watch: Watch, height_m: float, sensing: Sensing) -> str:
    """What to say of a payload whose best sensor for a watch does not reach its p within one decorrelation time."""
    sees = watch.sees
    means = [(sensor, *_means(sensor, watch, height_m, sensing)) for sensor in payload.sensors if sensor.kind != "ais"]
    able = [(sensor, how, modelled) for sensor, how, modelled in means if how]
    if not able:
        return ""
    looks = [(sensor, *single_look(sensor, sensing, modelled=modelled)) for sensor, _, modelled in able]
    best, look_p, time_s = max(looks, key=lambda look: float(look[1]))
    if float(look_p) >= float(sees.p):
        return ""
    of = f"{best.name or best.kind} of {payload.id}"
    what = f"p = {float(sees.p):g} is asked, but {of} detects with {float(look_p):g} at the most in {format_duration(time_s)}"
    if any(how == "range" and not modelled for _, how, modelled in able):
        return f"{what}: within its range it is counted all the same"
    return f"{what}: its hazard never counts for the planner"


def _means(sensor: Sensor, watch: Watch, height_m: float, sensing: Sensing) -> tuple[str, bool]:
    """(by a "range" or a "hazard", whether a model says so) a sensor meets a watch in fair conditions; "" where it never does."""
    sees, given = watch.sees, Given(FAIR, sensing)
    typed = can_see(sensor.model_copy(update=dict.fromkeys(MODELS)), sees.class_, sees.task, height_m, given=given)
    how = can_see(sensor, sees.class_, sees.task, height_m, given=given)
    return how, bool(how) and not typed
