"""What flying, swimming and sailing cost: `[flight]`, `[battery]` and `[hull]` of a platform."""

from __future__ import annotations

from pydantic import Field

from longwatch.quantities import Energy, Mass, Strict


class Flight(Strict):
    """A propeller aircraft, as Breguet's relations ask."""

    fuel_kg: Mass = Field(alias="fuel", description="Usable, tanks full")


class Battery(Strict):
    """An underwater vehicle that lives on a store of energy."""

    energy_j: Energy = Field(alias="energy", description="Usable")


class Hull(Strict):
    """A surface vehicle driven by wind, waves, sun or a motor."""

    displacement_kg: Mass = Field(alias="displacement", description="Ready to sail")
