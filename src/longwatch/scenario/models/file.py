"""The whole scenario file."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import Field, PlainValidator, WithJsonSchema

from longwatch.catalog.sensing import SENSING, Sensing
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
    name: Name = Field(description="What the scenario is called; it names the run folder and the report")
    extends: str | None = Field(None, description="A scenario file that this one is laid over")
    marking: str = Field("", description="Printed on every page and in every summary, like a handling caveat")
    catalog: str | None = Field(None, description="A TOML file of own platforms and payloads")
    period: Period = Field(description="When the watch is kept")
    base: tuple[Base, ...] = Field(description="Airfields, ports and ships")
    control: tuple[Control, ...] = Field((), description="Control stations")
    area: tuple[Area, ...] = Field(description="Areas: to be watched, kept out of, passed through")
    watch: tuple[Watch, ...] = Field(description="What must be watched")
    fleet: tuple[Fleet, ...] = Field(description="Who keeps the watch")
    platform: tuple[dict[str, object], ...] = Field((), description="Own figures of platforms, or new ones")
    payload: tuple[dict[str, object], ...] = Field((), description="Own figures of payloads, or new ones")
    traffic: tuple[Traffic, ...] = Field((), description="Whom the watch may see")
    weather: Weather = Field(default_factory=Weather, description="Wind, sea and sky")
    sensing: Sensing = Field(default=SENSING, description="What models of sensors share and nobody knows well")
    faults: Faults = Field(default_factory=Faults, description="What breaks, and how often")
    policy: Policy = Field(default_factory=Policy, description="What the watch does when the plan breaks")
    state: State = Field(default_factory=State, description="Who is airborne when the period starts")
    money: MoneyRules = Field(default_factory=MoneyRules, description="How money is counted")
    run: Run = Field(default_factory=Run, description="How often it is flown")
