"""Everything the timeline knows, as arrays of records: what stays fixed over all trials, and what moves in one trial.

Times are whole seconds from the start of the period. A moving `State` can stop at any instant, be copied, compared
byte by byte and go on; a `Fixed` is only read, so threads share it.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

Records: TypeAlias = NDArray[Any]  # a structured array; its fields stand in the dtypes below
Ints: TypeAlias = NDArray[np.int64]


def codes(*values: int) -> tuple[int, ...]:
    """Constants for kernels. As int64 they are numbers to numba, which would compile each kernel anew for each literal."""
    return cast(tuple[int, ...], tuple(np.int64(value) for value in values))


FAR, NONE = codes(2**60, -1)  # a time that never comes (the sum of two of them still fits an int64); nobody
NOT_OF_PLAN = codes(-2)[0]  # what a spare replaces that flies for a stint of a plan before this one

# The last places of `State.due`: the next step, the next planned take-off, the first end of waiting, the next crew rested.
STEP_SLOT, STINT_SLOT, WAITING_SLOT, CREW_SLOT = codes(-4, -3, -2, -1)
N_SLOTS = 4
# When a spare takes off: never, at once, or so that it arrives no earlier than what it stands in for.
NO_SPARES, AT_ONCE, WHEN_DUE = codes(*range(3))
# What a vehicle does: in the air from OUT to BACK, not to be had from TURNAROUND on, without a known end from QUEUED on.
READY, PREPARING, OUT, ON, AWAY, BACK, TURNAROUND, REPAIR, LOST, ORDERED, MAINTENANCE, QUEUED, DIVERTED = codes(
    *range(13)
)
# Where a vehicle on its way back is going: home, to an alternate (or it stands there), home from there.
HOMEWARD, TO_ALTERNATE, FROM_ALTERNATE = codes(*range(3))
# What became of a planned stint.
PLANNED, WAITING, FLYING_OUT, WATCHING, LEFT, FAILED, GIVEN_UP = codes(*range(7))
# Why a gap opened; the numbers are the places in `CAUSES`.
NO_CAUSE, DEMAND, TURNAROUND_CAUSE, WEATHER, LINK, FAULT, LOSS, GROUNDING, CREW, LATE = codes(*range(10))
HOURS, WIND, SEA, VISIBILITY, CLOUD, RAIN, ICING, LIGHT, RELAY, RETASK = codes(*range(10, 20))
MAINTENANCE_CAUSE, SENSOR, DIVERT, DELIVERY, FERRY = codes(*range(20, 25))
CAUSES: Final = (
    "", "demand", "turnaround", "weather", "link", "fault", "loss", "grounding", "crew", "late",
    "hours", "wind", "sea", "visibility", "cloud", "rain", "icing", "light", "relay", "retask",
    "maintenance", "sensor", "divert", "delivery", "ferry",
)  # fmt: skip
(N_CAUSES,) = codes(len(CAUSES))
# How a sortie ended; the numbers are the places in `OUTCOMES`.
AIRBORNE, DONE, ABORTED, VEHICLE_LOST, LANDED_ELSEWHERE, SENSOR_FAILED, NO_CREW, GONE_ON = codes(*range(8))
OUTCOMES: Final = ("airborne", "done", "abort", "loss", "divert", "sensor", "crew", "onward")
# Why the kernel stopped.
OK, LOG_FULL, BAD_FUEL, BAD_PLACE, BAD_COUNT, BAD_CLOCK = codes(
    *range(6)
)  # LOG_FULL is no mistake: the caller lengthens it
ERRORS: Final = {
    BAD_FUEL: "a vehicle flew longer than its endurance and reserve",
    BAD_PLACE: "a vehicle was in two places",
    BAD_COUNT: "a count fell below zero",
    BAD_CLOCK: "an event was left behind in the past",
}


def _record(ints: str, floats: str = "", more: tuple[tuple[str, str], ...] = ()) -> np.dtype[Any]:
    fields = [(name, "i8") for name in ints.split()] + [(name, "f8") for name in floats.split()]
    return np.dtype([*fields, *more])


RULES = _record(
    "length_s hold hold_limit_s spare relays moves n_blinding crews diverts shift_s chained ferries", "late late_mean_s"
)  # relays, moves: some pairing is relayed, some base or post moves; n_blinding: so many of what can be shut, the first, are
# links, watches and sensors; chained, ferries: some sortie has several stints, or lands at the base of another fleet
FLEET = _record(
    "base control platform crews off_duty first n_vehicles replacement_s pool every_s lasts_s places tolerance_s "
    "first_alternate n_alternates",
    "preflight abort_mean_s loss_mean_s repair_mean_s",
)
VEHICLE = _record("fleet entity delivered_s serviced_at_s")
POOL = _record("first n_crews duty_s rest_s")  # crews that share a duty
ALTERNATE = _record("base to_s home_s")
TRANSIT = _record("begin_s way_s")
PAIRING = _record(
    "fleet line endurance_s reserve_s turnaround_s path sensor relay out_at out_n back_at back_n meets zero_s",
    "period_s",
)  # zero_s: added to a time of the plan it is a time of the tables of transits
STINT = _record(
    "fleet line vehicle pairing takeoff_s arrive_s leave_s land_s deadline_s airborne_at_start relief next prior home_by "
    "endurance_s aloft_s"
)
# relief: the stint of its line that takes over from it, where reliefs follow their watcher; else -1. next, prior: of the same
# sortie, else -1. home_by: the pairing whose way back it takes, of the fleet it lands with; of a line that this fleet has no
# pairing with, that of the last line of the sortie. endurance_s: take-off to landing of what is left of the sortie, aloft_s: with
# the reserve
LINE = _record("watch k first_stint n_stints first_change n_changes")
CHANGE = _record("time_s planned wanted demanded")  # of a line: what holds from this time on
SPELL = _record("target cause open_process shut_process entity starts_anywhere", "open_mean_s shut_mean_s")
STEP = _record("time_s target change cause")  # shuts a target (+) or opens it again (-); of crews: how many go or come


class Fixed(NamedTuple):
    """The plan and its rates; the same in every trial.

    stints are in the order of the roster; line_stints and changes are grouped by line; transits are grouped by pairing,
    ways out before ways back (one entry: constant); pairing_of has shape (fleets, lines), -1 where none.
    n_shut counts what can be shut: links (numbered as the control stations), watches, sensors of some pairings; then
    bases, platforms, crews of some fleets and paths of some pairings. A record that names none of these has -1.
    steps are those of n trials, in order of time in each; those of a trial run from entry `trial modulo n` of trial_steps
    to the entry after it, of n + 1.
    alternates are grouped by fleet, crews by pool: when each is rested first. sensor_mean_s has shape (fleets, most sensors
    of any), infinite where there is none.
    """

    rules: Records
    fleets: Records
    vehicles: Records
    pairings: Records
    pairing_of: Ints
    stints: Records
    lines: Records
    line_stints: Ints
    changes: Records
    spells: Records
    steps: Records
    trial_steps: Ints
    channels: Ints
    n_shut: int
    transits: Records
    pools: Records
    crews: Ints
    alternates: Records
    sensor_mean_s: NDArray[np.float64]


CLOCK = _record(
    "seed trial now_s next_stint next_step n_waiting n_vacant n_gaps n_sorties error n_blind touched stirred n_diverted zero_s"
)
VEHICLE_STATE = _record(
    "doing ready_s line pairing stint replaces takeoff_s arrive_s leave_s limit_s relief_s away_until_s land_s sortie broken "
    "airborne_from_s on_from_s flown_s abort_at_s loss_at_s n_preflight n_late n_abort n_loss n_repair "
    "serviced_at_s failed sensor_at_s leg alternate crew fleet home_by came_from set_out_s land_by_s"
)
# fleet: it belongs to it now, and after a ferry to the one that it has landed with. home_by: the pairing whose way back it
# takes (see STINT). came_from: the pairing of the line that it has left for another, else -1; set_out_s: when it did that, or
# took off. land_by_s: as late as its reserve lasts
CREW_STATE = _record("vehicle ends_s rested_s")  # off duty from ends_s on, unless it still flies a vehicle then
SENSOR_STATE = _record("at_s n")  # the flown time of its vehicle at which it fails next
STINT_STATE = _record("doing why wants_spare vehicle not_before_s shift_s")  # shift_s: how much later it is called
LINE_STATE = _record(
    "change planned wanted demanded on counted why touched first_live since_s gap_from_s gap_cause gap_missing "
    "gap_missing_s demanded_s covered_s watcher_s"
)
SPELL_STATE = _record("is_shut n")
SHUT_BY = _record("n from_s")  # of a target and a cause; while n is 0 the time means nothing
TALLY = _record(
    "trial fleet airborne launches flown_s on_station_s losses aborts preflight_failures cancelled max_airborne "
    "in_work maintenances diverts forced_landings sensor_failures hand_overs duty_overruns duty_overrun_s"
)
GAP = _record("trial line start_s end_s cause missing missing_s")
SORTIE = _record(
    "trial stint vehicle line takeoff_s arrive_s leave_s land_s outcome due_arrive_s due_leave_s home_s due_land_s fleet "
    "lands_with prior from_line"
)
COVER = _record("trial line demanded_s covered_s watcher_s")


class State(NamedTuple):
    """One trial at one instant. `gaps` and `sorties` are logs, filled up to clock.n_gaps and clock.n_sorties; their times are
    since the trial began, all others since the plan's zero.

    due : when something is due next: for each vehicle, line and spell, then for the `*_SLOT`s; FAR for never
    clock.touched, stirred : whether this instant has changed who watches a line (line.touched says which), or anything
        that may let somebody take off. What is neither touched nor stirred stands as the last instant left it
    clock.zero_s : what to add to a time of the plan for the time since the trial began, after a `carry`
    lines.gap_from_s : FAR while there is no gap
    clock.n_blind : how many of what is shut now blind a watcher
    shut : what is shut now: by how many spells and steps (of crews: how many are off duty)
    shut_by : the same by cause, and since when; of shape (targets x causes,)
    """

    clock: Records
    due: Ints
    vehicles: Records
    stints: Records
    waiting: Ints
    vacant: Ints
    fleets: Records
    lines: Records
    spells: Records
    shut: Ints
    shut_by: Records
    channels_used: Ints
    crews: Records
    sensors: Records
    gaps: Records
    sorties: Records

    def copy(self) -> State:
        return State(*(array.copy() for array in self))

    def with_longer_logs(self) -> State:
        """The same instant with logs of twice the length."""
        gaps, sorties = (np.concatenate([log, np.zeros_like(log)]) for log in (self.gaps, self.sorties))
        return self.copy()._replace(gaps=gaps, sorties=sorties)

    def tobytes(self) -> bytes:
        return b"".join(array.tobytes() for array in self)


World: TypeAlias = tuple[
    tuple[Fixed, State]
]  # both by reference: `fixed, state = world[0]`. So much is slow to hand over


def records(n: int, dtype: np.dtype[Any]) -> Records:
    """n empty records, whose fields a kernel reads as attributes."""
    return np.zeros(n, dtype)


def new_state(fixed: Fixed, *, log_size: int = 0) -> State:
    """An empty state of the right shape; `reset` in the kernels fills it. The logs hold at least log_size rows."""
    n_stints = len(fixed.stints)
    size = max(log_size, 2 * n_stints + 64) + len(fixed.vehicles) + len(fixed.lines)
    return State(
        clock=records(1, CLOCK),
        due=np.zeros(len(fixed.vehicles) + len(fixed.lines) + len(fixed.spells) + N_SLOTS, np.int64),
        vehicles=records(len(fixed.vehicles), VEHICLE_STATE),
        stints=records(n_stints, STINT_STATE),
        waiting=np.zeros(n_stints + 1, np.int64),
        vacant=np.zeros(n_stints + 1, np.int64),
        fleets=records(len(fixed.fleets), TALLY),
        lines=records(len(fixed.lines), LINE_STATE),
        spells=records(len(fixed.spells), SPELL_STATE),
        shut=np.zeros(fixed.n_shut, np.int64),
        shut_by=records(fixed.n_shut * len(CAUSES), SHUT_BY),
        channels_used=np.zeros(len(fixed.channels), np.int64),
        crews=records(len(fixed.crews), CREW_STATE),
        sensors=records(len(fixed.vehicles) * fixed.sensor_mean_s.shape[1], SENSOR_STATE),
        gaps=records(size, GAP),
        sorties=records(size, SORTIE),
    )
