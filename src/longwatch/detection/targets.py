"""Target classes, ordered by size: a watch that must see a fishing boat sees every larger class as well."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import Field

from longwatch.errors import BadInputError, Problem, nearest_name
from longwatch.quantities import CrossSection, Fraction, Length, Strict


class TargetClass(Strict):
    """One class of ships or aircraft. `length_m` and the others are Figures: likely value, range and origin."""

    id: str
    name: str
    length_m: Length = Field(alias="length")
    height_m: Length = Field(alias="height", description="height over the sea, for the horizon")
    rcs_m2: CrossSection = Field(alias="rcs", description="radar cross-section, X band, low grazing angle")
    share: Fraction = Field(description="part of the default mix of traffic")
    flies: bool = Field(
        False, strict=True, description="an aircraft: stands apart from the order of ships, carries no AIS"
    )
    seen_as: str = Field("", description="class whose range speaks for this one where a sensor names none of its own")


@cache
def target_classes() -> dict[str, TargetClass]:
    """The classes by id, from small to large."""
    text = files("longwatch.detection").joinpath("data/targets.toml").read_text(encoding="utf-8")
    found = [TargetClass.model_validate(row) for row in tomllib.loads(text)["target"]]
    return {target.id: target for target in found}


def class_order() -> tuple[str, ...]:
    """The ids from small to large: ships, then aircraft."""
    return tuple(target_classes())


def target_class(id_: str) -> TargetClass:
    """One class; BadInputError with the nearest name when there is none."""
    found = target_classes().get(id_)
    if found is None:
        names = class_order()
        raise BadInputError(
            Problem(
                "class", f"no target class is called {id_!r}; there are {', '.join(names)}", nearest_name(id_, names)
            )
        )
    return found


def classes_seen(smallest: str) -> tuple[str, ...]:
    """That class and every larger one, ships and aircraft apart."""
    least, order = target_class(smallest), class_order()
    return tuple(id_ for id_ in order[order.index(least.id) :] if target_class(id_).flies == least.flies)


def default_mix() -> dict[str, float]:
    """class -> share of ships whose class is not known; ASSUMED. The shares add up to 1."""
    shares = {target.id: float(target.share) for target in target_classes().values() if not target.flies}
    total = sum(shares.values())
    return {id_: share / total for id_, share in shares.items()}


def class_of_length(length_m: float) -> str:
    """The class a ship of a known length falls into: the largest whose least length it reaches.

    Length alone cannot tell a fishing boat from a launch of the same size; between 9 and 12 m it says small boat.
    """
    if length_m < target_class("small-boat").length_m.high:
        return "small-boat"
    ships = [target for target in target_classes().values() if not target.flies]
    reached = [target.id for target in ships if length_m >= target.length_m.low]
    return reached[-1]
