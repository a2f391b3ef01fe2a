"""Crews of a pool in plain words, for the twins: each flies one vehicle, works its duty by the clock, then rests."""

from dataclasses import dataclass


@dataclass
class Crew:
    ends_s: float  # its duty; in the past: it is off duty
    rested_s: float  # from then on it may begin another
    vehicle: object = None


class Pool:
    """The crews of one `CrewPool` of the processes."""

    def __init__(self, plan):
        self.plan = plan
        self.crews = [Crew(-1, -1) for _ in range(plan.count)]
        resting = [rested_s for rested_s, n in plan.resting for _ in range(n)]
        for crew, rested_s in zip(reversed(self.crews), resting, strict=False):
            crew.rested_s = rested_s
        self.overruns = self.overrun_s = self.hand_overs = 0

    def free(self, t):
        """Who would take a vehicle now: of those on duty the one with most of it left, else the one rested longest."""
        idle = [crew for crew in self.crews if crew.vehicle is None]
        on_duty = [crew for crew in idle if t < crew.ends_s]
        if on_duty:
            return max(on_duty, key=lambda crew: crew.ends_s)
        rested = [crew for crew in idle if crew.rested_s <= t]
        return min(rested, key=lambda crew: crew.rested_s) if rested else None

    def any_at_all(self):
        """For vehicles in the air at the start: the crew that would be rested first, whether it is or not."""
        idle = [crew for crew in self.crews if crew.vehicle is None]
        return min(idle, key=lambda crew: crew.rested_s) if idle else None

    def take(self, crew, vehicle, t):
        if t >= crew.ends_s:
            crew.ends_s = t + self.plan.duty_s
            crew.rested_s = crew.ends_s + self.plan.rest_s
        crew.vehicle = vehicle

    def of(self, vehicle):
        return next((crew for crew in self.crews if crew.vehicle is vehicle), None)

    def leave(self, vehicle, t):
        """Down, or lost: a crew that worked too long rests from now on."""
        crew = self.of(vehicle)
        if crew is None:
            return
        crew.vehicle = None
        if t > crew.ends_s:
            self.overruns, self.overrun_s = self.overruns + 1, self.overrun_s + t - crew.ends_s
            crew.rested_s = t + self.plan.rest_s

    def hand_over(self, vehicle, t):
        """At the end of a duty: whether another crew has taken the vehicle, or it was not the end."""
        crew = self.of(vehicle)
        if crew is None or t != crew.ends_s:
            return True
        crew.vehicle = None
        other = self.free(t)
        if other is None:
            crew.vehicle = vehicle
            return False
        self.take(other, vehicle, t)
        self.hand_overs += 1
        return True
