"""The timeline of one trial: stops at any instant and goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from longwatch.errors import InvariantError
from longwatch.sim.carry import carried
from longwatch.sim.closures import Closures, steps_of
from longwatch.sim.state import ERRORS, LOG_FULL, OK, Fixed, State, new_state
from longwatch.sim.trials_kernels import advance_one, finish_one, reset_one, send_one_away


@dataclass(frozen=True)
class Compiled:
    """A roster and what may disturb it, as arrays, with the names that go with the numbers."""

    fixed: Fixed  # with the steps of a trial without weather; see `for_trials`
    closures: Closures
    tails: tuple[str, ...]  # of the vehicles
    vehicle_fleets: tuple[str, ...]
    fleets: tuple[str, ...]
    lines: tuple[str, ...]

    def for_trials(self, first: int, n: int, seed: int) -> Fixed:
        """The arrays with the steps of these trials, their weather drawn."""
        if self.closures.weather is None:
            return self.fixed
        steps, trial_steps = steps_of(self.closures, range(first, first + n), seed)
        return self.fixed._replace(steps=steps, trial_steps=trial_steps)


@dataclass
class Timeline:
    """One trial, at an instant. `state.copy()` is a bookmark: put it back and the trial goes on from there."""

    compiled: Compiled
    seed: int
    trial: int
    fixed: Fixed = field(init=False)
    state: State = field(init=False)

    def __post_init__(self) -> None:
        self.fixed = self.compiled.for_trials(self.trial, 1, self.seed)
        self.state = new_state(self.fixed)
        reset_one(self.fixed, self.state, self.seed, self.trial)

    def next_event_s(self) -> int:
        """When the next thing happens."""
        return int(self.state.due.min())

    def advance(self, until_s: int) -> None:
        """Deal with every instant up to and including until_s, but none at the period's end or beyond."""
        last_s = int(self.fixed.rules["length_s"][0]) - 1
        self._run(lambda: advance_one(self.fixed, self.state, min(until_s, last_s)))

    def order(self, vehicle: int, away_until_s: int) -> bool:
        """Send a vehicle off its line now, to be back there at away_until_s; False where it may not go.

        Now is the time up to which the trial has been advanced. It may go when it is on station (or away already) and
        back before its planned end.
        """
        return bool(send_one_away(self.fixed, self.state, vehicle, away_until_s))

    def carry(self, fixed: Fixed, shift_s: int) -> None:
        """Go on under another plan, whose zero is at shift_s of this one (see `carry.carried`); earlier times are dealt with."""
        self.advance(shift_s - 1)
        self.fixed, self.state = fixed, carried(self.fixed, self.state, fixed, shift_s)

    def finish(self) -> None:
        """Fly to the end of the period and close the books; once."""
        self.advance(int(self.fixed.rules["length_s"][0]) - 1)
        self._run(lambda: finish_one(self.fixed, self.state))

    def _run(self, step: Callable[[], int]) -> None:
        while (error := step()) == LOG_FULL:
            self.state = self.state.with_longer_logs()
        if error != OK:
            raise broken(error, self.seed, self.trial)


def broken(error: int, seed: int, trial: int) -> InvariantError:
    """What to raise when a kernel has stopped: the trial can be flown again alone from its seed and number."""
    return InvariantError(f"trial {trial} of seed {seed}: {ERRORS[error]}; no figure of this run is to be trusted")
