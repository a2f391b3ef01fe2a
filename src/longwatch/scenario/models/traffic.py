"""Whom the watch may see: recorded ships and aircraft, and made-up ones that are always labelled so."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from longwatch.quantities import Duration, Fraction, Length, Position, PositiveLength, PositiveSpeed, Rate, Strict
from longwatch.scenario.models.common import Name, hours, metres, ratio


class Lane(Strict):
    """A sea lane of synthetic traffic: ships arrive at its first point and leave at its last, or the other way."""

    name: Name = Field(description="What it is called")
    points: tuple[Position, ...] = Field(description="Its middle, from one end to the other")
    width_m: Length = Field(
        alias="width", default_factory=lambda: metres(5000.0), description="two standard deviations"
    )
    arrivals_per_s: Rate | None = Field(None, alias="arrivals", description="both ways together; Poisson")
    both_ways: bool = Field(True, strict=True, description="Half of the ships sail the other way")


class Reaction(Strict):
    """What a ship does once it is watched."""

    share: Fraction = Field(description="of the ships that react at all")
    does: Literal["goes-dark", "turns-back"] = Field(description="AIS off, or back the way they came")
    after_s: Duration = Field(alias="after", default_factory=lambda: hours(0.25), description="first look to reaction")


class Traffic(Strict):
    """Ships from a file, or synthetic ones on lanes; what the file lacks is drawn from a stated mix."""

    name: str = Field("", description="What it is called in reports")
    file: str = Field("", description="Where the ships stand")
    format: Literal["tracks", "marinecadastre", "dma", "nmea", "parquet", "air-tracks", "synthetic"] = Field(
        "tracks", description="What kind of file it is"
    )
    repeat: Literal["daily", "once"] = Field(
        "daily", description="Every day of the period draws from the recorded days, or each ship sails once as recorded"
    )
    shift_s: Duration = Field(
        alias="shift", default_factory=lambda: hours(3.0), description="Each ship sails earlier or later by up to this"
    )
    thin_error_m: PositiveLength = Field(
        alias="thin_error",
        default_factory=lambda: metres(100.0),
        description="Reports nearer to the straight way than this are left out",
    )
    mix: dict[str, Fraction] = Field(
        default_factory=dict, description="class -> share; empty: the catalog's mix, ASSUMED"
    )
    dark: Fraction = Field(alias="dark", default_factory=lambda: ratio(0.05), description="Share of ships without AIS")
    lanes: tuple[Lane, ...] = Field((), description="of synthetic traffic")
    speed_mps: PositiveSpeed | None = Field(
        None, alias="speed", description="of synthetic traffic: {low, likely, high} is its spread"
    )
    fitted_to: str | None = Field(
        None, description="of synthetic traffic: a file of ships that arrivals, mix and speeds are fitted to"
    )
    fitted_format: Literal["tracks", "marinecadastre", "dma", "parquet"] = Field(
        "tracks", description="What kind of file `fitted_to` is"
    )
    altitude_m: Length | None = Field(None, alias="altitude", description="of air tracks without one")
    reaction: Reaction | None = Field(None, description="What ships do once they are watched")

    @model_validator(mode="after")
    def _file_or_lanes(self) -> Traffic:
        if self.format == "synthetic":
            if not self.lanes:
                raise ValueError("synthetic traffic needs `lanes`")
        elif not self.file:
            raise ValueError('`file` is missing (only format = "synthetic" has none)')
        return self
