"""What a planner could change so that a watch is met: dials of a scenario, each as the `--set` entries that turn it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from longwatch.catalog.load import load_catalog
from longwatch.catalog.models import Platform
from longwatch.geo.geodesic import distance_m, wgs84
from longwatch.rostering.verdict import Verdict
from longwatch.scenario.models import Base, Control, Fleet, Watch
from longwatch.scenario.openings import crew_share
from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario
from longwatch.units import format_duration, format_position

MOST_VEHICLES = 32  # more of one fleet are no answer to a planner
STEPS = 32  # of a dial that is continuous: a base's way to the post, a turnaround, the hours of a base
MOST_PLATFORMS = 6

# In which order kinds are listed where nothing is priced: what gives the watch what it asks for, then what asks for less.
ORDER = (
    "warm-up", "lines", "hours", "shifts", "deck", "flight hours", "sorties", "turnaround", "crews", "channels", "vehicles",
    "mast", "satellite", "payload", "platform", "limit", "required", "watchers", "base",
)  # fmt: skip
ASKS_LESS = ("warm-up", "limit", "required", "watchers")
NOT_PRICED = ("base",)  # nobody has built it yet: it stands last, whatever the plan with it costs


@dataclass(frozen=True)
class Dial:
    """`top` turns at the most; 0 changes nothing. `sets(n)` are its overrides, `says(n)` what they do in words."""

    kind: str
    name: str  # of what it changes
    top: int
    sets: Callable[[int], tuple[str, ...]]
    says: Callable[[int], str]


def entry(scenario: Scenario, section: str, name: str) -> str:
    """How `--set` names an entry: by its name, or by its number where the name can't be written in a path."""
    entries = list(getattr(scenario.file, section))
    named = [one.name for one in (scenario.fleets if section == "fleet" else entries)]
    at = named.index(name)
    written = re.fullmatch(r"[^\s.\[\]\"'=](?:[^.\[\]\"'=]*[^\s.\[\]\"'=])?", name) and entries[at].name == name
    return f"{section}.{name}" if written and not name.isdigit() else f"{section}[{at}]"


def staff_dials(scenario: Scenario, fleet: Fleet, top: int) -> list[Dial]:
    """More vehicles of a fleet, and the crews and channels to fly them, dearest first."""
    top = max(1, min(top, MOST_VEHICLES))
    where = entry(scenario, "fleet", fleet.name)
    dials = [
        Dial("vehicles", fleet.name, top, lambda n: (f"{where}.count={fleet.count + n}",),
             lambda n: f"{n} more vehicle{_s(n)} of {fleet.name} ({fleet.count + n} in all)")
    ]  # fmt: skip
    at_once = scenario.usable_count(fleet) + top
    dials += _crews(where, fleet, f"of {fleet.name}", at_once)
    if fleet.control is not None:
        control = scenario.control(fleet.control)
        station = entry(scenario, "control", control.name)
        others = sum(scenario.usable_count(one) for one in scenario.fleets if one.control == control.name)
        dials += _crews(station, control, f"of {control.name}", others + top)
        dials.append(_channels(station, control, top))
    return dials


def _crews(where: str, crewed: Fleet | Control, of: str, at_once: int) -> list[Dial]:
    """More crews; of a fleet on shifts as many more in each."""
    shifts = crewed.shifts if isinstance(crewed, Fleet) else ()
    if shifts:
        return [
            Dial("crews", crewed.name, max(1, at_once - min(shift.crews for shift in shifts)),
                 lambda n: tuple(f"{where}.shifts[{k}].crews={shift.crews + n}" for k, shift in enumerate(shifts)),
                 lambda n: f"{n} more crew{_s(n)} {of} in each shift")
        ]  # fmt: skip
    if crewed.crews is None:
        return []
    has = crewed.crews
    top = math.ceil(at_once / crew_share(crewed)) - has
    if top <= 0:
        return []
    return [
        Dial("crews", crewed.name, top, lambda n: (f"{where}.crews={has + n}",),
             lambda n: f"{n} more crew{_s(n)} {of} ({has + n} in all)")
    ]  # fmt: skip


def _channels(where: str, control: Control, top: int) -> Dial:
    return Dial("channels", control.name, top, lambda n: (f"{where}.channels={control.channels + n}",),
                lambda n: f"{n} more channel{_s(n)} of {control.name} ({control.channels + n} in all)")  # fmt: skip


def fleet_dials(
    scenario: Scenario, fleet: Fleet, watch: Watch, lines: Sequence[Line], verdicts: Sequence[Verdict]
) -> list[Dial]:
    """What else can be changed of a fleet, its base and its link, dearest last."""
    found: list[Dial | None] = [
        _lines(scenario, fleet, watch),
        *_base_hours(scenario, scenario.base(fleet.base)),
        _round_the_clock(scenario, fleet),
        *_budgets(scenario, fleet),
        _turnaround(scenario, fleet),
        _link(scenario, fleet),
        _nearer(scenario, fleet, lines, verdicts),
    ]
    return [dial for dial in found if dial is not None]


def watch_dials(scenario: Scenario, watch: Watch, gap_s: float, share: float) -> list[Dial]:
    """What could be asked less of the watch itself."""
    where, name, dials = entry(scenario, "watch", watch.name), watch.name, []
    limit_s, asked = math.ceil(gap_s / 60) * 60, float(watch.required)
    if gap_s > float(watch.limit_s) and limit_s < scenario.length_s:
        says = f"a limit of {written(limit_s)} for {name} in place of {format_duration(watch.limit_s)}"
        dials.append(_once("limit", name, (f'{where}.limit="{written(limit_s)}"',), says))
    if asked < 1.0 and 0.0 < share < asked:
        least = math.floor(share * 1000) / 1000
        says = f"{100 * least:g} % required of {name} in place of {100 * asked:g} %"
        dials.append(_once("required", name, (f"{where}.required={least:g}",), says))
    k = int(watch.k)
    if k > 1:
        dials.append(Dial("watchers", name, k - 1, lambda n: (f"{where}.k={k - n}",),
                          lambda n: f"{k - n} watcher{_s(k - n)} at once for {name} in place of {k}"))  # fmt: skip
    if scenario.file.period.warm_up != "first-arrival":
        says = "gaps that count from the first moment anyone can be there"
        dials.append(_once("warm-up", name, ("period.warm_up=first-arrival",), says))
    return dials


def platform_dials(scenario: Scenario, fleet: Fleet) -> Iterator[Dial]:
    """Other platforms and payloads of the catalog in place, the cheaper an hour the sooner."""
    where, now = entry(scenario, "fleet", fleet.name), scenario.platform_of(fleet)
    for other in now.payloads:
        if other != fleet.payload:
            yield _once("payload", fleet.name, (f"{where}.payload={other}",), f"the payload {other} on {fleet.name}")
    ship = scenario.base(fleet.base).kind == "ship"
    fit = [one for one in load_catalog().platforms.values() if _fits(one, now, ship)]
    is_named = scenario.file.fleet[scenario.fleets.index(fleet)].name
    keep_name = () if is_named else (f'{where}.name="{fleet.name}"',)
    for one in sorted(fit, key=lambda one: (float(one.hour_cost), one.id))[:MOST_PLATFORMS]:
        sets = (f"{where}.platform={one.id}", f"{where}.payload={one.payloads[0]}", *keep_name)
        yield _once("platform", fleet.name, sets, f"{one.name} in place of {now.name} as {fleet.name}")


def _fits(one: Platform, now: Platform, ship: bool) -> bool:
    """Of the same domain, without anybody aboard where the present one has nobody, with more endurance or more speed."""
    if one.id == now.id or one.domain != now.domain or not one.payloads or one.unmanned != now.unmanned:
        return False
    return not (ship and one.domain == "air" and not one.ship_capable) and one.endurance_s > 0.5 * now.endurance_s


def _lines(scenario: Scenario, fleet: Fleet, watch: Watch) -> Dial | None:
    if not fleet.lines or watch.name in fleet.lines:
        return None
    names = ", ".join(_text(name) for name in (*fleet.lines, watch.name))
    return _once(
        "lines",
        fleet.name,
        (f"{entry(scenario, 'fleet', fleet.name)}.lines=[{names}]",),
        f"{fleet.name} serving {watch.name} as well",
    )


def _base_hours(scenario: Scenario, base: Base) -> list[Dial]:
    where, found = entry(scenario, "base", base.name), []
    if base.hours is not None:
        found.append(
            _widened(where, base) or _once("hours", base.name, (f"{where}.hours=always",), f"{base.name} open always")
        )
    if base.deck_cycle is not None:
        every_s, open_s = float(base.deck_cycle.every_s), float(base.deck_cycle.open_s)

        def opens_s(n: int) -> int:
            return math.floor(open_s + (every_s - open_s) * n / STEPS)

        found.append(Dial("deck", base.name, STEPS, lambda n: (f'{where}.deck_cycle.open="{written(opens_s(n))}"',),
                          lambda n: f"the deck of {base.name} open for {written(opens_s(n))} of each cycle"))  # fmt: skip
    return found


def _widened(where: str, base: Base) -> Dial | None:
    """Later closing and earlier opening by the same time, in quarters of an hour, where there is one stretch each day."""
    rules = base.hours or ()
    if len(rules) != 1 or rules[0].light != "any" or len(rules[0].days) != 7:
        return None
    first, last = rules[0].from_min, rules[0].to_min
    top = math.ceil((1440 - (last - first)) / 30)
    if top <= 0:
        return None

    def hours(n: int) -> str:
        opens, closes = first - 15 * n, last + 15 * n
        if closes - opens >= 1440:
            return "always"
        opens, closes = opens % 1440, closes % 1440
        return f"{opens // 60:02d}:{opens % 60:02d}-{closes // 60:02d}:{closes % 60:02d}"

    return Dial("hours", base.name, top, lambda n: (f"{where}.hours={hours(n)}",),
                lambda n: f"{base.name} open {hours(n)}")  # fmt: skip


def _turnaround(scenario: Scenario, fleet: Fleet) -> Dial | None:
    now = fleet.turnaround_s if fleet.turnaround_s is not None else scenario.platform_of(fleet).turnaround_s
    total_min = math.ceil(float(now) / 60)
    if total_min < 2:
        return None
    top = min(STEPS, total_min)
    where = entry(scenario, "fleet", fleet.name)

    def minutes(n: int) -> int:
        return total_min - total_min * n // top

    def says(n: int) -> str:
        lasts = written(60 * minutes(n)) if minutes(n) else "no time"
        return f"a turnaround of {lasts} for {fleet.name} in place of {format_duration(float(now))}"

    return Dial("turnaround", fleet.name, top, lambda n: (f'{where}.turnaround="{written(60 * minutes(n))}"',), says)


def _round_the_clock(scenario: Scenario, fleet: Fleet) -> Dial | None:
    if not fleet.shifts:
        return None
    where = entry(scenario, "fleet", fleet.name)
    sets = tuple(f"{where}.shifts[{n}].hours=always" for n in range(len(fleet.shifts)))
    return _once("shifts", fleet.name, sets, f"the shifts of {fleet.name} on duty round the clock")


def _budgets(scenario: Scenario, fleet: Fleet) -> list[Dial]:
    """More hours to fly, in tenths of what there are; more sorties a day."""
    where, found = entry(scenario, "fleet", fleet.name), []
    if fleet.flight_hours is not None:
        most_h = float(fleet.flight_hours.most_s) / 3600

        def hours(n: int) -> float:
            return round(most_h * (1 + n / 10), 2)

        found.append(Dial("flight hours", fleet.name, 90, lambda n: (f'{where}.flight_hours.most="{hours(n):g} h"',),
                          lambda n: f"{hours(n):g} flight hours for {fleet.name} in place of {most_h:g}"))  # fmt: skip
    if fleet.sorties_per_day is not None:
        a_day = int(fleet.sorties_per_day)
        found.append(Dial("sorties", fleet.name, MOST_VEHICLES, lambda n: (f"{where}.sorties_per_day={a_day + n}",),
                          lambda n: f"{a_day + n} sorties a day for {fleet.name} in place of {a_day}"))  # fmt: skip
    return found


def _link(scenario: Scenario, fleet: Fleet) -> Dial | None:
    """The other kind of link at the same station: a satellite for a platform that carries one, a mast for one that does not."""
    if fleet.control is None:
        return None
    control, carries = scenario.control(fleet.control), scenario.platform_of(fleet).satellite
    where = entry(scenario, "control", control.name)
    if control.kind != "satellite" and carries:
        return _once("satellite", control.name, (f"{where}.kind=satellite",), f"a satellite link at {control.name}")
    if control.kind == "satellite" and not carries:
        return _once(
            "mast", control.name, (f"{where}.kind=line-of-sight",), f"an antenna in line of sight at {control.name}"
        )
    return None


def _nearer(scenario: Scenario, fleet: Fleet, lines: Sequence[Line], verdicts: Sequence[Verdict]) -> Dial | None:
    """The base moved along the geodesic to the line it is farthest from."""
    base = scenario.base(fleet.base)
    if base.at is None:
        return None
    at = base.at
    away = {line.name: float(distance_m(*at, line.post_lat_deg, line.post_lon_deg)) for line in lines}
    hardest = max(
        (one for one in verdicts if one.fleet == fleet.name and one.line in away),
        key=lambda one: away[one.line],
        default=None,
    )
    if hardest is None or away[hardest.line] < 1000.0:
        return None
    line = next(one for one in lines if one.name == hardest.line)
    course = float(wgs84().inv(at[1], at[0], line.post_lon_deg, line.post_lat_deg)[0])
    where = entry(scenario, "base", base.name)
    off_map = () if base.off_map else (f"{where}.off_map=true",)

    def left_m(n: int) -> float:
        return away[line.name] * (1.0 - n / STEPS)

    def place(n: int) -> str:
        lon, lat, _ = wgs84().fwd(at[1], at[0], course, away[line.name] - left_m(n))
        return format_position(round(float(lat), 3), round(float(lon), 3))

    return Dial("base", base.name, STEPS, lambda n: (f'{where}.at="{place(n)}"', *off_map),
                lambda n: f"a base within {left_m(n) / 1000:,.0f} km of {line.name} in place of {base.name}, which lies "
                f"{away[line.name] / 1000:,.0f} km away; a base there would have to be built; not priced")  # fmt: skip


def _once(kind: str, name: str, sets: tuple[str, ...], says: str) -> Dial:
    return Dial(kind, name, 1, lambda _: sets, lambda _: says)


def written(total_s: int) -> str:
    """A time to the second in the largest unit that holds it whole, for the reader as for `--set`: "156 min", "2 h"."""
    unit, lasts_s = next(
        (one for one in (("d", 86400), ("h", 3600), ("min", 60)) if total_s % one[1] == 0 and total_s >= one[1]),
        ("s", 1),
    )
    return f"{total_s // lasts_s} {unit}"


def _text(name: str) -> str:
    """As TOML writes it."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _s(n: int) -> str:
    return "" if n == 1 else "s"
