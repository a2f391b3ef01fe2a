"""The starter scenario that `longwatch new` writes: small, whole, and every line of it explained."""

from __future__ import annotations

from pathlib import Path

from longwatch.errors import BadInputError, Problem

STARTER = """\
# A first scenario. `longwatch check NAME.toml` says who can reach what, `longwatch run NAME.toml` does the whole job.
# Every value with a dimension is a string with its unit ("24 h", "120 kt", "9e6 USD 2025"); a bare number is refused.
# Any of them may be uncertain, { low = "20 h", likely = "24 h", high = "27 h" }, or carry where it comes from,
# { value = "24 h", kind = "press", source = "where you read it", date = "2025" }. `longwatch schema` lists all keys.
schema = 1
name = "@NAME@"

[period]
start = 2026-06-01T00:00:00Z      # with a zone: Z is UTC, an offset is like +09:00
length = "7 d"
zone = "America/New_York"         # times are shown in it
warm_up = "first-arrival"         # gaps count once somebody could be there; "none" counts from the start
end = "cut"                       # a gap open at the end is cut there and counted

[[base]]
name = "Wallops"
kind = "airfield"                 # airfield, port, or ship (then `track` instead of `at`)
at = "37.940 N, 75.466 W"
runway = "2667 m"

[[control]]                       # where crews sit; a vehicle needs a channel for as long as it is in the air
name = "Wallops satellite"
at = "Wallops"
kind = "satellite"                # or "line-of-sight", with antenna_height = "20 m"
channels = 3

[[area]]                          # a polygon; or file = "areas.geojson#name"; or circle_at and circle_radius
name = "canyon"
polygon = ["38.9 N, 73.6 W", "38.9 N, 72.9 W", "39.4 N, 72.9 W", "39.4 N, 73.6 W"]

[[watch]]                         # what is asked: somebody on station at every instant
name = "canyon line"
area = "canyon"
kind = "station"
sees = { class = "fishing-boat", task = "detect", p = 0.9 }
k = 1                             # so many at once
limit = "30 min"                  # a gap no longer than this still counts as uninterrupted
hard = false                      # true: it is an error if no roster can meet it

[[fleet]]
platform = "mq9b"                 # `longwatch catalog` lists platforms and payloads with their sources
base = "Wallops"
control = "Wallops satellite"
count = 3
crews = 9
crew_duty = "8 h"                 # a crew sits so long a day: 9 crews of 8 h keep 3 vehicles in the air

# What else a scenario can say; docs/howto.md has a snippet for each, docs/scenario_reference.md every key.
# [[watch]]                       # an area to be swept: every cell looked at again within the limit
# name = "sweep"
# area = "canyon"
# kind = "revisit"
# sees = { class = "fishing-boat" }
# limit = "2 h"
# [[area]]                        # to be kept out of; `corridor` opens a lane through it, `height` is ground that hides
# name = "range"
# circle_at = "38.5 N, 74.6 W"
# circle_radius = "20 km"
# keep_out = ["air"]

# Own figures over the catalog's; the report lists what was changed.
# [[platform]]
# id = "mq9b"
# turnaround = { low = "3 h", likely = "5 h", high = "9 h", kind = "user", source = "our own log of 2025" }

# Real ships, from a file beside this one with the columns mmsi, time, lat, lon:
# [[traffic]]
# file = "ships.csv"
# repeat = "daily"

[weather]
wind = "15 kt"
wind_from = "250 deg"
sea_state = 3
closure = [{ of = "Wallops", rate = "0.1 /day", mean_length = "4 h" }]   # of a base or a watch; "*" is every one

[faults]                          # what is not given comes from the platform
late = 0.10
late_mean = "20 min"

[policy]
hold = true                       # stay until relieved, as long as the reserve lasts
spare = true                      # launch a spare as soon as a sortie fails

[money]
currency = "JPY"
base_year = 2026
years = 10

[run]
trials = 200
seed = 1
confidence = 0.95
"""


def write_starter(path: Path) -> None:
    """Write the starter to a new file. Raises BadInputError if something stands there already, or the folder is missing."""
    text = STARTER.replace("@NAME@", _name_of(path))
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise BadInputError(Problem(str(path), "stands there already and is not overwritten")) from None
    except OSError as error:
        raise BadInputError(Problem(str(path), f"can't be written: {error.strerror}")) from None


def _name_of(path: Path) -> str:
    """The file's name as a scenario's name, without what TOML text would have to escape."""
    kept = "".join(letter for letter in path.stem if letter.isalnum() or letter in " -_.")
    return kept.strip()[:60] or "first"
