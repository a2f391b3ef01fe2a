"""Target classes, ordered by size: a watch that must see a fishing boat sees every larger class as well."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from pydantic import Field

from longwatch.catalog.sensing import Sensing
from longwatch.errors import BadInputError, Problem, nearest_name
from longwatch.origins import Figure, Origin
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


def target_given(id_: str, sensing: Sensing) -> TargetClass:
    """One class as large as `[sensing]` says: its length, and for ships the height over the sea, whose horizon follows.

    The range of a class in the table is the spread of its ships; the factors are what nobody knows of their mean at a place.
    """
    flies = target_class(id_).flies
    return _scaled(id_, float(sensing.target_length_factor), 1.0 if flies else float(sensing.target_height_factor))


@lru_cache(maxsize=4096)
def _scaled(id_: str, by_length: float, by_height: float) -> TargetClass:
    target = target_class(id_)
    if by_length == by_height == 1.0:
        return target
    sizes = {"length_m": _times(target.length_m, by_length), "height_m": _times(target.height_m, by_height)}
    return target.model_copy(update=sizes)


def _times(size_m: Figure, factor: float) -> Figure:
    origin = Origin("computed", "a class as large as [sensing] says", of=("target classes", "sensing"))
    return Figure(size_m * factor, "m", low=size_m.low * factor, high=size_m.high * factor, origin=origin)


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
