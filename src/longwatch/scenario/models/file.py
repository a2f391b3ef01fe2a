"""The whole scenario file."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import Field, PlainValidator, WithJsonSchema

from longwatch.quantities import Strict
from longwatch.scenario.models.common import Name
from longwatch.scenario.models.fleet import Fleet
from longwatch.scenario.models.money import MoneyRules, Run
from longwatch.scenario.models.places import Area, Base, Control
from longwatch.scenario.models.rules import Faults, Policy, State
from longwatch.scenario.models.time import Period
from longwatch.scenario.models.traffic import Traffic
from longwatch.scenario.models.watch import Watch
from longwatch.scenario.models.weather import Weather


def _schema_number(raw: Any) -> int:
    if raw is True or raw != 1:
        raise ValueError(f"schema {raw!r} is not known; this longwatch reads schema = 1")
    return 1


SchemaNumber: TypeAlias = Annotated[int, PlainValidator(_schema_number), WithJsonSchema({"const": 1})]


class ScenarioFile(Strict):
    """The whole file."""

    schema_: SchemaNumber = Field(alias="schema", description="version of the scenario format: schema = 1")
    name: Name
    extends: str | None = None
    marking: str = ""
    catalog: str | None = None
    period: Period
    base: tuple[Base, ...]
    control: tuple[Control, ...] = ()
    area: tuple[Area, ...]
    watch: tuple[Watch, ...]
    fleet: tuple[Fleet, ...]
    platform: tuple[dict[str, object], ...] = ()
    payload: tuple[dict[str, object], ...] = ()
    traffic: tuple[Traffic, ...] = ()
    weather: Weather = Field(default_factory=Weather)
    faults: Faults = Field(default_factory=Faults)
    policy: Policy = Field(default_factory=Policy)
    state: State = Field(default_factory=State)
    money: MoneyRules = Field(default_factory=MoneyRules)
    run: Run = Field(default_factory=Run)
