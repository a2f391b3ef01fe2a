"""What the user writes, as DESIGN section 8 lays it down: checked once at the door, frozen, trusted ever after.

Attributes are SI and end in their unit; the file uses the alias without it. Times of the period count in seconds from
its start. What comes with later work is accepted by name and refused with "not yet" (`LATER_KEYS` in `scenario/later.py`).
"""

from longwatch.scenario.models.common import Name, SeaState, Switch, Whole
from longwatch.scenario.models.file import ScenarioFile
from longwatch.scenario.models.fleet import Availability, Delivery, Fleet, FlightHours, Maintenance, Shift
from longwatch.scenario.models.hours import HourRule, Hours
from longwatch.scenario.models.money import MoneyRules, Run
from longwatch.scenario.models.places import Area, Base, Control, DeckCycle, Movements, Waypoint
from longwatch.scenario.models.rules import Airborne, FaultRates, Faults, Policy, RestingCrews, Retask, State
from longwatch.scenario.models.time import Instant, Period
from longwatch.scenario.models.traffic import Lane, Reaction, Traffic
from longwatch.scenario.models.watch import CellLimit, Pattern, Sees, Watch
from longwatch.scenario.models.weather import Closure, Forecast, Weather

__all__ = [
    "Airborne", "Area", "Availability", "Base", "CellLimit", "Closure", "Control", "DeckCycle", "Delivery",
    "FaultRates", "Faults", "Fleet", "FlightHours", "Forecast", "HourRule", "Hours", "Instant", "Lane",
    "Maintenance", "MoneyRules", "Movements", "Name", "Pattern", "Period", "Policy", "Reaction", "RestingCrews",
    "Retask", "Run", "ScenarioFile", "SeaState", "Sees", "Shift", "State", "Switch", "Traffic", "Watch", "Waypoint",
    "Weather", "Whole",
]  # fmt: skip
