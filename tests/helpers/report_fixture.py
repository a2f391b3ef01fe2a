"""A report's content modelled on the us-coast example: the shapes are real, every figure is made up for the tests."""

from __future__ import annotations

import math
import random
from dataclasses import replace

from longwatch.geo.polygon import Polygon
from longwatch.origins import Figure, Money, Origin, computed
from longwatch.reporting.content import ReportContent
from longwatch.reporting.content_fleet import FleetRow, RosterReport, SensorMove, SensorReport
from longwatch.reporting.content_map import MapArea, MapBase, MapHold, MapLayers, MapRoute
from longwatch.reporting.content_settings import Settings
from longwatch.reporting.content_tables import CostReport, CostRow, InputFigure, ShipReport, ShipRow
from longwatch.reporting.content_watch import Cause, Gap, Measure, ThreeNumbers, WatchReport
from longwatch.reporting.explanation import (
    Change,
    ClashReport,
    ExplainReport,
    FleetReach,
    KeptReport,
    TightReport,
    UnmetReport,
)
from longwatch.scenario.plan import Stint
from longwatch.scenario.scenario import CatalogChange

HOUR = 3600
WEEK = 7 * 24 * HOUR
TRIALS = 1000
MAKER = Origin("maker", "maker's data sheet", "2025")
PRESS = Origin("press", "trade press", "2024")
ESTIMATE = Origin("estimate", "published programme cost divided by vehicles", "2023")
ASSUMED = Origin("assumed", "no public figure; set near a similar vehicle")
USER = Origin("user", "scenario")
MEASURED = Origin("measured", "AIS reports of one day", "2020-06-30")

COAST = (
    (41.6, -78.0), (45.2, -72.0), (44.6, -67.2), (44.1, -68.8), (43.7, -70.2), (42.9, -70.8), (42.3, -70.9),
    (41.8, -70.5), (42.07, -70.2), (41.67, -69.95), (41.55, -70.6), (41.48, -71.3), (41.35, -71.8), (41.26, -72.9),
    (40.95, -73.7), (40.98, -72.4), (41.07, -71.86), (40.6, -73.5), (40.57, -74.0), (40.47, -74.25), (40.3, -73.98),
    (39.75, -74.1), (39.35, -74.45), (38.95, -74.9), (39.3, -75.2), (39.6, -75.6), (39.1, -75.4), (38.8, -75.1),
    (38.3, -75.1), (37.9, -75.35), (37.15, -75.95), (37.5, -75.95), (38.3, -76.0), (39.4, -76.1), (38.8, -76.5),
    (38.3, -76.4), (37.9, -76.25), (37.0, -76.3), (36.92, -76.1), (36.5, -75.87), (35.9, -75.6), (35.25, -75.53),
    (35.1, -76.0), (34.65, -76.55), (34.6, -77.3), (33.87, -77.97), (33.85, -78.6), (33.2, -79.2), (32.6, -80.0),
    (32.0, -80.85), (31.0, -81.45), (30.3, -81.4), (28.5, -80.55), (28.0, -83.0), (33.0, -85.0), (38.0, -82.0),
)  # fmt: skip


def _times(value: float, *parts: str) -> Figure:
    return computed(value, "s", parts or ("roster of this run",))


def _share(value: float, low: float | None = None, high: float | None = None) -> Figure:
    return Figure(value, "1", low=low, high=high, origin=Origin("computed", "trials", of=("roster", "faults")))


def _hours(value: float) -> Figure:
    return computed(value * HOUR, "s", ("trials of this run",))


def _mean(value: float, low: float | None = None, high: float | None = None) -> Figure:
    return Figure(value, "1", low=low, high=high, origin=Origin("computed", "mean of the trials", of=("roster",)))


def make_content() -> ReportContent:
    """A week off the US mid-Atlantic coast: three fleets, two watches, 700 ships, 1000 trials."""
    return ReportContent(
        settings=_settings(),
        watches=(_north(), _south()),
        roster=_roster(),
        map=_map(),
        sensors=_sensors(),
        ships=_ships(),
        cost=_cost(),
        inputs=_inputs(),
        changes=(
            CatalogChange("platform tb3", "turnaround", "3 h", "2 h 30 min"),
            CatalogChange("payload smartshooter_eo", "(new)", "–", "12 kg, 250 W, turret"),
        ),
        warnings=(
            "area south: 0.4 % of the polygon lies on land and was left out",
            "traffic: class and length are not in the file; both are drawn from the catalog's mix (ASSUMED)",
        ),
        events=(
            Measure("launches that failed on the ground", _mean(0.82, 0.77, 0.88)),
            Measure("sorties broken off in the air", _mean(0.41, 0.37, 0.45)),
            Measure("vehicles lost", _mean(0.012, 0.006, 0.021)),
            Measure("closures by weather", _mean(1.9, 1.81, 1.99)),
            Measure("groundings of a type", _mean(0.031, 0.021, 0.044)),
        ),
        explanation=_explanation(),
        files={"roster": "roster.csv", "patterns": "patterns.geojson", "summary": "summary.json"},
    )


def hostile_content() -> ReportContent:
    """Names that would be markup if they were not escaped."""
    content = make_content()
    evil = "<script>alert('x')</script>\"&"
    watch = replace(content.watches[0], title=evil, sees=evil, causes=(Cause(evil, _hours(1)),))
    assert content.map is not None
    assert content.roster is not None
    return replace(
        content,
        settings=replace(content.settings, scenario_name=evil, marking=evil, command=evil, assumptions=(evil,)),
        watches=(watch, content.watches[1]),
        map=replace(content.map, bases=(MapBase(evil, "airfield", 37.9, -75.5),), ships=(), ships_note=evil),
        roster=replace(content.roster, fleets=(FleetRow(evil, evil, evil, evil, 1, 1),), violations=(evil,)),
        warnings=(evil,),
        explanation=_explanation(evil),
        changes=(CatalogChange(evil, evil, evil, evil),),
        files={evil: evil},
    )


def _explanation(name: str = "south") -> ExplainReport:
    clash = ClashReport(
        "Proved impossible: no roster of these fleets can meet it, because these clash",
        (f"the demand of {name}", f"the vehicles of {name}: 2 usable"), (name,), (("vehicles", name),), 7200, 90000, 1800,
    )  # fmt: skip
    unmet = UnmetReport(
        name, "Its longest gap is 4 h; the limit is 30 min.", "rules", "", 4755, (clash,), (),
        (FleetReach(name, name, True, "endurance", "", 1.1e6, 3.7e5), FleetReach("MQ-9B", name, False, "link", name, None, 8e5)),
        (Change("vehicles", f"1 more vehicle of {name}", ("fleet.TB3.count=3",), 4.3e8, 1500.0, 0.998),
         Change("limit", f"a limit of 4 h for {name}", ("watch.south.limit='4 h'",), None, 14400.0, 0.82)),
        (f"no turnaround at all ({name})",),
    )  # fmt: skip
    watches = (
        KeptReport("north", True, 900.0, 1800.0, 1.0, 1.0, 0, 604800, None),
        KeptReport(name, False, 14400.0, 1800.0, 0.82, 0.95, 108864, 604800, 64800),
    )
    tight = (TightReport("channels", "Dish", "the channels of Dish: 2", 2),)
    return ExplainReport(watches, (unmet,), tight, ("fleet.TB3.count=3",), 27, 28, "JPY", 2026, ("south: not met.",))


def bare_content() -> ReportContent:
    """A plan that was neither flown nor priced, with no bound known."""
    content = make_content()
    nothing = ThreeNumbers(None, _share(0.9), None)
    watch = WatchReport(
        name="north",
        sees="detect a small boat, p 0.9",
        k=1,
        limit_s=1800.0,
        covered=nothing,
        gap_max=ThreeNumbers(None, _times(7200.0), None),
    )
    settings = replace(content.settings, trials=0, look_trials=0, policies=())
    return ReportContent(settings=settings, watches=(watch,))


def _settings() -> Settings:
    return Settings(
        scenario_name="us-coast",
        start_s=1593475200,  # 30 June 2020 00:00 UTC
        length_s=WEEK,
        seed=7,
        trials=TRIALS,
        look_trials=50,
        confidence=0.95,
        zone="America/New_York",
        marking="",
        warm_up="from the first possible arrival on each line",
        end_rule="a gap that is open at the end is cut there and counted",
        version="0.1.0",
        command="longwatch run examples/us-coast/us-coast.toml --seed 7",
        inputs=(
            ("us-coast.toml", "3f1c" * 16),
            ("ships.csv", "9ab0" * 16),
        ),
        method=(
            "Bound: linear programme on a 1 h grid, transit and turnaround rounded down, endurance up.",
            "Roster: the event-time builder and one HiGHS pass; the better one, by uncovered time, then cost.",
            "Trials: one event queue each, random numbers keyed by seed, trial, process and entity.",
        ),
        assumptions=("the stated fault rates", "constant wind", "independent closures"),
        policies=("holding until relieved", "launching spares"),
    )


def _north() -> WatchReport:
    draw = random.Random(1)
    gaps = tuple(0.0 if draw.random() < 0.28 else min(draw.expovariate(1 / 14_000), 2.5e5) for _ in range(TRIALS))
    clean = sum(gap <= 1800 for gap in gaps)
    return WatchReport(
        name="north",
        title="the northern line",
        sees="detect a small boat, p 0.9",
        k=1,
        limit_s=1800.0,
        required=0.95,
        covered=ThreeNumbers(_share(1.0), _share(1.0), _share(0.9683, 0.9651, 0.9712), "1 h grid", "mean of 1,000 weeks"),
        gap_max=ThreeNumbers(
            _times(0.0), _times(0.0), Figure(sorted(gaps)[949], "s", origin=Origin("computed", "trials")), "1 h grid",
            "not exceeded in 95 % of 1,000 weeks",
        ),
        p_no_long_gap=_share(clean / TRIALS, clean / TRIALS - 0.024, 1.0),
        n_no_long_gap=clean,
        sample_gaps=_sample_gaps(2),
        causes=(
            Cause("weather", _hours(2.31)), Cause("fault in flight", _hours(1.47)),
            Cause("launch failed", _hours(0.92)), Cause("demand above supply", _hours(0.41)),
            Cause("late launch", _hours(0.17)), Cause("loss", _hours(0.05)),
        ),
        hourly_unwatched=_hourly(3, 0.03),
        gap_max_by_trial_s=gaps,
        measures=(
            Measure("gaps per week", _mean(1.31, 1.24, 1.38)), Measure("mean gap", _hours(2.9)),
            Measure("95 % of gaps are shorter than", _hours(9.7)), Measure("time-average gap", _hours(0.19)),
        ),
    )  # fmt: skip


def _south() -> WatchReport:
    draw = random.Random(5)
    gaps = tuple(7800.0 + max(0.0, draw.gauss(3000, 9000)) for _ in range(TRIALS))
    return WatchReport(
        name="south",
        title="the southern line",
        sees="detect a fishing boat, p 0.9",
        k=2,
        limit_s=3600.0,
        covered=ThreeNumbers(_share(0.9871), _share(0.9522), _share(0.9604, 0.9588, 0.962), "1 h grid", "mean of 1,000 weeks"),
        gap_max=ThreeNumbers(
            None, _times(9600.0), Figure(sorted(gaps)[949], "s", origin=Origin("computed", "trials")), "",
            "not exceeded in 95 % of 1,000 weeks",
        ),
        p_no_long_gap=_share(0.0, 0.0, 1.0),
        n_no_long_gap=0,
        planned_gaps=(
            Gap(74 * HOUR, 74 * HOUR + 9600, "demand above supply"), Gap(121 * HOUR, 121 * HOUR + 5400, "turnaround"),
        ),
        sample_gaps=_sample_gaps(4),
        causes=(
            Cause("demand above supply", _hours(6.8)), Cause("weather", _hours(3.1)), Cause("turnaround", _hours(1.9)),
            Cause("fault in flight", _hours(1.2)), Cause("link", _hours(0.3)),
        ),
        hourly_unwatched=_hourly(8, 0.07),
        gap_max_by_trial_s=gaps,
        measures=(Measure("gaps per week", _mean(3.4, 3.3, 3.5)), Measure("mean gap", _hours(1.8))),
    )  # fmt: skip


def _sample_gaps(seed: int) -> tuple[Gap, ...]:
    draw = random.Random(seed)
    causes = ("weather", "fault in flight", "launch failed", "demand above supply")
    gaps = []
    for trial in (0, 1, 2):
        for _ in range(draw.randint(1, 3)):
            start = draw.uniform(0, WEEK - 30 * HOUR)
            gaps.append(Gap(start, start + draw.expovariate(1 / 9000) + 600, draw.choice(causes), trial))
    return tuple(sorted(gaps, key=lambda gap: gap.from_s - gap.to_s))


def _hourly(seed: int, level: float) -> tuple[float | None, ...]:
    draw = random.Random(seed)
    night = [level * (1.6 + math.cos((h - 3) / 24 * 2 * math.pi)) for h in range(168)]
    shaped = [
        min(0.6, p + 0.25 * math.exp(-(((h - 75) / 5) ** 2)) + draw.uniform(0, level / 3)) for h, p in enumerate(night)
    ]
    return (None, None, None, *shaped[3:])


def _relay(
    line: str, fleet: str, tails: list[str], first: int, on_station: int, transit: int, turnaround: int
) -> list[Stint]:
    stints, at, n = [], first, 0
    while at < WEEK:
        leave = at + on_station
        land = leave + transit
        stints.append(
            Stint(at - transit, line, tails[n % len(tails)], fleet, at, leave, land, land + turnaround, at <= 0)
        )
        at, n = leave - 300, n + 1
    return stints


def _roster() -> RosterReport:
    north = _relay("north", "tb3@anadolu", ["TB3-1", "TB3-2", "TB3-3"], 2 * HOUR, 13 * HOUR + 900, 5100, 9000)
    air = _relay("south", "mq-9b@wallops", ["MQ9B-1", "MQ9B-2"], HOUR, 22 * HOUR, 3300, 6 * HOUR)
    air = [stint for stint in air if not 70 * HOUR < stint.arrive_s < 80 * HOUR]
    sea = [
        Stint(-96 * HOUR, "south", "BB-1", "bluebottle@norfolk", 0, 120 * HOUR, 140 * HOUR, 160 * HOUR, True),
        Stint(-30 * HOUR, "south", "BB-2", "bluebottle@norfolk", 0, WEEK, WEEK + 20 * HOUR, WEEK + 40 * HOUR, True),
    ]
    return RosterReport(
        stints=tuple(sorted([*north, *air, *sea])),
        watch_of_line={"north": "north", "south": "south"},
        fleets=(
            FleetRow(
                "tb3@anadolu", "Bayraktar TB3", "EO/IR turret", "TCG Anadolu", 4, 3, _fleet_measures(13, 172, 1.1)
            ),
            FleetRow(
                "mq-9b@wallops", "MQ-9B SeaGuardian", "SeaVue radar", "Wallops", 3, 2, _fleet_measures(7, 151, 0.2)
            ),
            FleetRow("bluebottle@norfolk", "Bluebottle", "mast camera", "Norfolk", 2, 2, _fleet_measures(2, 288, 0.1)),
        ),
        method="builder",
        verified=True,
    )


def _fleet_measures(sorties: int, hours: float, lost: float) -> tuple[Measure, ...]:
    return (
        Measure("sorties planned", _mean(sorties)),
        Measure("on station, planned", _hours(hours)),
        Measure("on station, flown", _hours(hours * 0.97)),
        Measure("aborts per week", _mean(lost / 3)),
    )


def _box(south: float, west: float, north: float, east: float) -> Polygon:
    return Polygon(((south, west), (south, east), (north, east), (north, west)))


def _map() -> MapLayers:
    track = ((38.65, -72.55), (38.35, -72.85), (38.05, -73.2), (38.3, -72.7))
    return MapLayers(
        areas=(
            MapArea("north", "north", (_box(39.55, -73.05, 40.15, -72.1),), _share(0.0317)),
            MapArea("south", "south", (_box(36.45, -74.9, 37.1, -74.05),), _share(0.0396)),
        ),
        holds=(
            MapHold("north", "north", 39.85, -72.6, 8000.0, 55_000.0),
            MapHold("south", "south", 36.8, -74.5, 8000.0, 55_000.0),
        ),
        bases=(
            MapBase("TCG Anadolu", "ship", 38.65, -72.55, track),
            MapBase("Wallops", "airfield", 37.94, -75.47),
            MapBase("Norfolk", "port", 36.95, -76.33),
        ),
        routes=(
            MapRoute("tb3@anadolu", "north", ((38.65, -72.55), (39.85, -72.6))),
            MapRoute("mq-9b@wallops", "south", ((37.94, -75.47), (36.8, -74.5))),
            MapRoute("bluebottle@norfolk", "south", ((36.95, -76.33), (36.95, -75.95), (36.8, -74.5))),
        ),
        land=(Polygon(COAST),),
        ships=_tracks(700),
        ships_note="700 ships of one day (here made up for the tests)",
    )


def _tracks(n: int) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Coastwise lanes, harbour approaches and fishing grounds, with reports every few minutes."""
    draw = random.Random(11)
    lanes = (
        ((40.45, -73.7), (38.6, -74.3), (36.9, -75.4), (35.0, -75.2), (32.0, -79.5)),
        ((40.45, -73.7), (40.3, -71.5), (40.6, -68.5)),
        ((36.95, -75.8), (37.5, -73.5), (38.9, -69.5)),
        ((38.8, -74.9), (38.2, -73.5), (37.0, -70.0)),
        ((41.3, -71.4), (40.4, -71.2), (38.0, -70.5)),
    )
    tracks = []
    for _ in range(n):
        if draw.random() < 0.35:  # fishing: a knot of short legs
            lat, lon = draw.uniform(36, 41), draw.uniform(-74.3, -70.5)
            points = [(lat, lon)]
            for _ in range(60):
                lat, lon = lat + draw.gauss(0, 0.012), lon + draw.gauss(0, 0.015)
                points.append((lat, lon))
        else:
            lane = list(draw.choice(lanes))
            off = draw.gauss(0, 0.12)
            a = draw.uniform(0, len(lane) - 1.4)
            b = min(len(lane) - 1.001, a + draw.uniform(0.15, 0.9))
            points = [_along(lane, a + (b - a) * i / 80, off + draw.gauss(0, 0.003)) for i in range(81)]
        tracks.append(tuple(points))
    return tuple(tracks)


def _along(lane: list[tuple[float, float]], place: float, off: float) -> tuple[float, float]:
    i = int(place)
    (lat0, lon0), (lat1, lon1) = lane[i], lane[i + 1]
    return lat0 + (lat1 - lat0) * (place - i) + off * 0.5, lon0 + (lon1 - lon0) * (place - i) + off


def _sensors() -> tuple[SensorReport, ...]:
    """A radar by its model in weather that changes, and a turret with a typed range."""
    model = Origin("computed", "p = 0.9 within one decorrelation time", of=("model of light sea radar",))
    power = Figure(1000.0, "W", low=100.0, high=3000.0, origin=ASSUMED, text="1 kW")
    gain = Figure(31.0, "dB", low=28.0, high=33.0, origin=MAKER, text="31 dB")
    km = (37.5, 36.7, 34.6, 28.6, 16.6, 0.0)
    radar = SensorReport(
        fleet="TB3 aboard",
        watch="northern line",
        lines=("northern line",),
        sees="detect a small boat, p 0.9",
        sensor="light sea radar",
        by="model of radar",
        planned=Figure(28_600.0, "m", origin=model),
        height=computed(6096.0, "m", ("altitude of its platform",)),
        conditions="sea state 4, no rain",
        plan_share=Figure(0.8, "1", low=0.5, high=0.95, origin=ASSUMED),
        less=(Measure("sea", _share(0.072)), Measure("rain", _share(0.066))),
        axis="sea state",
        by_condition=tuple((str(i), Figure(1000.0 * far, "m", origin=model)) for i, far in enumerate(km)),
        binned_m=(28_500.0, 28_600.0),
        inputs=(Measure("radar peak power", power), Measure("radar gain", gain)),
        moves=(
            SensorMove("radar peak power", power, 0.0, 37_300.0),
            SensorMove("radar gain", gain, 24_000.0, 31_000.0),
        ),
    )
    typed = SensorReport(
        fleet="Boats", watch="southern line", lines=("southern line.1", "southern line.2"), sees="detect a merchant, p 0.9",
        sensor="mast turret", by="typed range", planned=Figure(9000.0, "m", origin=PRESS), height=computed(5.0, "m", ("mast",)),
    )  # fmt: skip
    return radar, typed


def _ships() -> ShipReport:
    def row(name: str, n: float, seen: float, first_h: float | None, dark: bool = False) -> ShipRow:
        first = None if first_h is None else _hours(first_h)
        return ShipRow(
            name, _mean(n, n * 0.97, n * 1.03), _share(seen, seen - 0.02, min(1.0, seen + 0.02)), first, dark,
            identified=_share(seen / 2, seen / 2 - 0.02, seen / 2 + 0.02), identify_wait_s=_hours(0.4),
        )  # fmt: skip

    return ShipReport(
        rows=(
            row("merchant", 214, 0.991, 0.02), row("coaster", 61, 0.962, 0.1), row("fishing boat", 133, 0.871, 0.7),
            row("small boat", 88, 0.604, 2.6), row("dark small boat", 14, 0.431, 5.2, dark=True),
            row("dark trawler", 6, 0.81, 1.2, dark=True),
        ),
        unknown=_share(0.412),
        turrets_busy=_share(0.173),
        source="The real day of 30 June 2020 on every day, shifted in time only and "
        "drawn with replacement; never moved in space.",
        notes=("Class and length are drawn per ship from the catalog's mix (ASSUMED).",),
    )  # fmt: skip


def _cost() -> CostReport:
    leaves = {
        "Purchase": {
            "TB3, 4": (9.6e9, 9.6e9), "MQ-9B, 3": (41.5e9, 41.5e9), "Bluebottle, 2": (0.42e9, 0.42e9),
            "Control stations": (7.2e9, 7.2e9),
        },
        "Use": {
            "Crews": (21.3e9, 17.28e9), "Fuel": (2.9e9, 2.35e9), "Spares of light_radar_turret_ais": (11.8e9, 9.57e9),
            "Attrition": (3.1e9, 2.51e9),
        },
    }  # fmt: skip
    rows: list[CostRow] = []
    for group, parts in leaves.items():
        constant, discounted = (math.fsum(pair[i] for pair in parts.values()) for i in (0, 1))
        rows.append(CostRow(group, 1, _yen(constant), _yen(discounted)))
        rows += [CostRow(name, 2, _yen(a), _yen(b), _note(name)) for name, (a, b) in parts.items()]
    total = [
        math.fsum(row_value for row in rows if row.depth == 1 for row_value in (getattr(row, w),))
        for w in ("constant", "discounted")
    ]
    return CostReport(
        rows=(CostRow("Whole fleet", 0, _yen(total[0]), _yen(total[1])), *rows),
        currency="JPY",
        base_year=2026,
        years=10,
        discount=Figure(0.04, "1", origin=USER, text="4 %"),
        per_on_station_h_all_in=Money(412_000, "JPY", 2026, per="h", origin=Origin("computed", "cost tree")),
        per_on_station_h_marginal=Money(84_300, "JPY", 2026, per="h", origin=Origin("computed", "cost tree")),
        on_station_h_year=computed(23_700, "h/year", ("trials of this run",)),
        rates=(
            Measure("JPY per USD", Figure(150.0, "JPY/USD", origin=USER)),
            Measure("JPY per EUR", Figure(163.0, "JPY/EUR", origin=ASSUMED)),
        ),
        notes=("Lands and buildings are left out.", "No price index is applied between price years (ASSUMED equal)."),
    )


def _note(name: str) -> str:
    return {"TB3, 4": "4 × 16.0 M USD 2025 at 150 JPY/USD", "MQ-9B, 3": "3 × 92.2 M USD 2024 at 150 JPY/USD"}.get(
        name, ""
    )


def _yen(value: float) -> Money:
    return Money(value, "JPY", 2026, origin=Origin("computed", "cost tree", of=("prices", "rates")))


def _inputs() -> tuple[InputFigure, ...]:
    def one(
        name: str,
        value: float,
        unit: str,
        origin: Origin,
        text: str = "",
        low: float | None = None,
        high: float | None = None,
    ) -> InputFigure:
        return InputFigure(name, Figure(value, unit, origin=origin, text=text, low=low, high=high), "watch")

    def price(name: str, value: float, origin: Origin, weight: float) -> InputFigure:
        return InputFigure(name, Money(value, "USD", 2025, origin=origin), "cost", weight)

    return (
        one("endurance of TB3", 21 * 3600, "s", MAKER, "21 h"),
        one("endurance of MQ-9B", 30 * 3600, "s", MAKER, "30 h"),
        one("planning factor of TB3", 0.75, "1", ASSUMED, low=0.6, high=0.85),
        one("planning factor of MQ-9B", 0.8, "1", ASSUMED),
        one("turnaround of TB3", 9000, "s", USER, "2 h 30 min"),
        one("abort rate of TB3", 1 / 3.6e6, "1/s", ASSUMED, "1 /1000 h"),
        one("loss rate of MQ-9B", 3.2e-5 / 3600, "1/s", PRESS),
        one("wind", 6.0, "m/s", USER, "6 m/s"),
        one("ship positions", 700, "1", MEASURED),
        one("range on a small boat", 22_000, "m", ASSUMED),
        price("price of TB3", 16e6, ESTIMATE, 9.6e9),
        price("price of MQ-9B", 92.2e6, PRESS, 41.5e9),
        price("price of a control station", 12e6, ASSUMED, 7.2e9),
        price("year of one crew member", 120_000, ASSUMED, 21.3e9),
        price("hour of MQ-9B", 3500, MEASURED, 14.7e9),
        price("price of Bluebottle", 1.4e6, PRESS, 0.42e9),
    )
