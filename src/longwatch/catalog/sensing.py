"""Constants of the detection models that nobody knows well: `[sensing]` of a scenario.

Each is ASSUMED or UNVERIFIED and has a range, so that what they may be off by reaches the interval of knowledge.
"""

from __future__ import annotations

from math import pi
from typing import Final

from pydantic import Field, model_validator

from longwatch.origins import assumed
from longwatch.quantities import Fraction, Level, Number, PositiveDuration, PositiveLength, Ratio, Strict


class Sensing(Strict):
    """What all sensors of a kind share. The likely value is what the models were written down with.

    Each description begins with the kind of sensors whose models use it (`used_by`), or "All".
    """

    target_height_factor: Ratio = Field(
        default_factory=lambda: assumed(
            1.0, "1", 0.7, 1.4, "what ships of a class stand over the sea at a place; no source"
        ),
        alias="target_height_factor",
        description="All: height over the sea of every class of ships, as a multiple of its likely one",
    )
    target_length_factor: Ratio = Field(
        default_factory=lambda: assumed(1.0, "1", 0.7, 1.4, "how long ships of a class are at a place; no source"),
        alias="target_length_factor",
        description="Cameras, eyes and sonar: length of every class, as a multiple of its likely one",
    )
    rcs_error_db: Level = Field(
        default_factory=lambda: assumed(0.0, "dB", -5.0, 5.0, "cross-sections of ship classes are known by order only"),
        alias="rcs_error",
        description="Radar: by how much every class is easier to see than its likely cross-section",
    )
    rcs_aspect_db: Level = Field(
        default_factory=lambda: assumed(4.0, "dB", 0.0, 8.0, "ships look larger abeam than ahead, by twice this"),
        alias="rcs_aspect",
        description="Radar: by how much a ship abeam looks larger than at its likely cross-section, and ahead smaller",
    )
    rain_extent_m: PositiveLength = Field(
        default_factory=lambda: assumed(20e3, "m", 5e3, 100e3, "from a shower to the rain of a front"),
        alias="rain_extent",
        description="Radar: length of the way to a target along which the rain at the target falls",
    )
    rain_echo_error_db: Level = Field(
        default_factory=lambda: assumed(
            0.0, "dB", -3.0, 3.0, "showers and drizzle of one rate differ in drops; no source"
        ),
        alias="rain_echo_error",
        description="Radar: by how much rain returns more than drops of Marshall and Palmer",
    )
    clutter_error_db: Level = Field(
        default_factory=lambda: assumed(0.0, "dB", -3.0, 3.0, "mean error of the NRL model against its own data"),
        alias="clutter_error",
        description="Radar: by how much the sea returns more than the NRL model says",
    )
    cycles_factor: Ratio = Field(
        default_factory=lambda: assumed(1.0, "1", 0.75, 1.5, "criteria of different authors differ by as much"),
        alias="cycles_factor",
        description="Cameras: cycles on target needed, as a multiple of the criterion",
    )
    search_constant_s: PositiveDuration = Field(
        default_factory=lambda: assumed(3.4, "s", 2.0, 7.0, "field-of-view search, UNVERIFIED"),
        alias="search_constant",
        description="Cameras: time constant of searching one field of view",
    )
    breadth_share: Ratio = Field(
        default_factory=lambda: assumed(
            2.0 / pi,
            "1",
            0.5,
            0.85,
            "a side without beam at every angle evenly; beam adds, bows turned to the sensor take",
        ),
        alias="breadth_share",
        description="Cameras and eyes: breadth that a target shows in the mean over aspects, as a share of its length",
    )
    aircraft_body: Ratio = Field(
        default_factory=lambda: assumed(0.25, "1", 0.15, 0.35, "bodies, rotors and fins of light aircraft; no source"),
        alias="aircraft_body",
        description="Cameras: how tall what flies looks, as a share of its length",
    )
    wavelength_factor: Ratio = Field(
        default_factory=lambda: assumed(1.0, "1", 0.85, 1.15, "which part of a band a detector uses; no source"),
        alias="wavelength_factor",
        description="Cameras: wavelength that haze thins a band at, as a multiple of the middle of the band",
    )
    cloud_factor: Ratio = Field(
        default_factory=lambda: assumed(1.0, "1", 0.7, 1.3, "constants of cloud-free lines of sight are UNVERIFIED"),
        alias="cloud_factor",
        description="Cameras: how much more than the model says cloud shuts a line of sight",
    )
    free_sight_min: Fraction = Field(
        default_factory=lambda: assumed(0.5, "1", 0.3, 0.8, "when a watch is given up for cloud; no source"),
        alias="free_sight_min",
        description="Cameras: share of lines of sight free of cloud below which a camera does not count for a watch",
    )
    cloud_base_m: PositiveLength = Field(
        default_factory=lambda: assumed(1000.0, "m", 300.0, 3000.0, "low cloud over sea; no source for a place"),
        alias="cloud_base",
        description="Cameras: height over the sea at which cloud begins; from below nothing is hidden, and rain falls from there",
    )
    haze_height_m: PositiveLength = Field(
        default_factory=lambda: assumed(
            1500.0, "m", 800.0, 3000.0, "haze and water vapour thin out with height; no source"
        ),
        alias="haze_height",
        description="Cameras: height over which haze and water vapour fall to 37 %",
    )
    vapour_length_m: PositiveLength = Field(
        default_factory=lambda: assumed(
            6000.0, "m", 2000.0, 15000.0, "in place of tables of the atmosphere; no source"
        ),
        alias="vapour_length",
        description="Thermal cameras: way at sea level on which water vapour takes light down to 37 %",
    )
    rain_veil_factor: Ratio = Field(
        default_factory=lambda: assumed(1.0, "1", 0.5, 2.0, "laws of rain in light differ by as much, UNVERIFIED"),
        alias="rain_veil",
        description="Cameras: light lost in rain, as a multiple of 1.076 R^0.67 dB/km",
    )
    lookout_speed_factor: Ratio = Field(
        default_factory=lambda: assumed(1.0, "1", 0.7, 1.4, "speeds of search about those of the manuals; no source"),
        alias="lookout_speed_factor",
        description="Eyes: speed of the look-out's craft where it is not stated, as a multiple of that of the search manuals",
    )
    sight_fade: Ratio = Field(
        default_factory=lambda: assumed(0.1, "1", 0.02, 0.3, "how abruptly haze ends what eyes see; no source"),
        alias="sight_fade",
        description="Eyes: last part of the visibility, in which what is seen fades to nothing, as a share of it",
    )
    source_level_error_db: Level = Field(
        default_factory=lambda: assumed(0.0, "dB", -5.0, 5.0, "scatter of ships of one class about the model"),
        alias="source_level_error",
        description="Sonar: by how much ships are louder than the model says",
    )
    noise_error_db: Level = Field(
        default_factory=lambda: assumed(0.0, "dB", -5.0, 5.0, "ambient noise at one place about the model"),
        alias="noise_error",
        description="Sonar: by how much the sea is louder than the model says",
    )
    boat_level_error_db: Level = Field(
        default_factory=lambda: assumed(0.0, "dB", -10.0, 10.0, "no published class is as small as an open boat"),
        alias="boat_level_error",
        description="Sonar: by how much small boats are louder than leisure craft of the model, beside source_level_error",
    )
    ships_speed_factor: Ratio = Field(
        default_factory=lambda: assumed(1.0, "1", 0.8, 1.25, "ships are as loud as fast; speeds at a place; no source"),
        alias="ships_speed_factor",
        description="Sonar: speed at which ships of a class are heard, as a multiple of the published kind's reference speed",
    )
    sound_reach_max_m: PositiveLength = Field(
        default_factory=lambda: assumed(
            60e3, "m", 40e3, 100e3, "about a convergence zone; no law of spreading holds beyond"
        ),
        alias="sound_reach_max",
        description="Sonar: range beyond which nothing is promised; what is heard fades over the last tenth of it",
    )
    shipping: Fraction = Field(
        default_factory=lambda: assumed(0.5, "1", 0.0, 1.0, "moderate traffic in the wider sea"),
        alias="shipping",
        description="Sonar: noise of distant ships, from 0 (none near) to 1 (busy lanes)",
    )
    sound_transition_m: PositiveLength = Field(
        default_factory=lambda: assumed(4000.0, "m", 200.0, 20_000.0, "about the depth of the water"),
        alias="sound_transition",
        description="Sonar: sound spreads as a sphere out to here, as a cylinder beyond",
    )
    sound_fluctuation_db: Level = Field(
        default_factory=lambda: assumed(7.0, "dB", 6.0, 8.0, "usual practice for paths that change"),
        alias="sound_fluctuation",
        description="Sonar: standard deviation of the signal excess about its mean",
    )
    sound_relaxation_s: PositiveDuration = Field(
        default_factory=lambda: assumed(300.0, "s", 60.0, 1800.0, "paths change over minutes to half an hour"),
        alias="sound_relaxation",
        description="Sonar: after so long the fluctuation of a signal is another one",
    )
    ais_ships_in_view: Number = Field(
        default_factory=lambda: assumed(400.0, "1", 30.0, 2000.0, "from open ocean to crowded seas"),
        alias="ais_ships_in_view",
        description="AIS: ships that transmit within the radio horizon of 3000 m; from lower fewer, by the area in view",
    )
    ais_overlap: Fraction = Field(
        default_factory=lambda: assumed(0.5, "1", 0.0, 1.0, "excess overlap of slots from path delay, UNVERIFIED"),
        alias="ais_overlap",
        description="AIS: messages that overlap beyond those of one slot, as a share",
    )

    look_p: Fraction = Field(
        default_factory=lambda: assumed(0.9, "1", 0.7, 0.98, "a range is commonly stated for p = 0.9; no source"),
        alias="look_p",
        description="All: that a sensor with typed ranges and no look_p can detect a target in one decorrelation time",
    )
    model_look_p: Fraction = Field(
        default_factory=lambda: assumed(
            0.95, "1", 0.91, 1.0, "operators, wakes and ducts, which no model says; no source"
        ),
        alias="model_look_p",
        description="All: the same where a model tells the rest, for all that it leaves out",
    )
    decorrelation_s: PositiveDuration = Field(
        default_factory=lambda: assumed(600.0, "s", 60.0, 3600.0, "aspect and sea change over minutes; no source"),
        alias="decorrelation",
        description="All: after so long a look has a chance of its own, with sensors that do not say it",
    )

    @model_validator(mode="after")
    def _can_be_seen(self) -> Sensing:
        if min(float(self.look_p), float(self.model_look_p)) <= 0.0:
            raise ValueError("a look_p of 0 sees nothing")
        return self

    @model_validator(mode="after")
    def _within_what_models_know(self) -> Sensing:
        if self.sound_fluctuation_db.low <= 0.0:
            raise ValueError("sound_fluctuation must be above 0 dB: it is a standard deviation")
        if max(self.sight_fade.high, float(self.sight_fade)) > 1.0:
            raise ValueError("sight_fade is a share of the visibility: no more than 1")
        if not 0.84 <= self.wavelength_factor.low <= self.wavelength_factor.high <= 1.5:
            raise ValueError("wavelength_factor lies between 0.84 and 1.5: beyond, no law of haze holds")
        return self


SENSING: Final = Sensing()
_TABLES: Final = {
    "Radar": ("radar",), "Cameras": ("camera",), "Thermal cameras": ("camera",), "Eyes": ("lookout",),
    "Cameras and eyes": ("camera", "lookout"), "Cameras, eyes and sonar": ("camera", "lookout", "hydrophone"),
    "Sonar": ("hydrophone",), "AIS": ("ais",),
}  # fmt: skip


def used_by(name: str) -> tuple[str, ...]:
    """Tables of sensors whose models use a constant, "ais" for receivers; () where all sensors do."""
    word, _, _ = str(Sensing.model_fields[name].description).partition(":")
    return _TABLES.get(word, ())
