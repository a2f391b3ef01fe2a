"""Operator logs against the figures of the catalog: rates with their ranges, before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from longwatch.catalog.models import Platform
from longwatch.errors import BadInputError, Problem, nearest_name
from longwatch.formats.sheet import Sheet, read_sheet
from longwatch.measures.conjugate import Believed, update_mean_time, update_rate, update_share
from longwatch.origins import Figure
from longwatch.units import HOUR_S

COUNTS = ("sorties", "preflight_failures", "aborts", "losses", "repairs")
TIMES = ("hours", "repair_hours")
COLUMNS = ("platform", *TIMES, *COUNTS)


@dataclass
class Log:
    """What was counted of one platform: hours flown, launches tried, what failed, and how long repairs took."""

    hours: float = 0.0
    sorties: int = 0
    preflight_failures: int = 0
    aborts: int = 0
    losses: int = 0
    repairs: int = 0
    repair_hours: float = 0.0
    rows: int = 0
    columns: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Update:
    """One figure before and after, in its unit; `evidence` says what the log showed."""

    platform: str
    quantity: str
    unit: str
    before: Figure
    before_value: float
    before_low: float
    before_high: float
    after: Believed
    events: int
    evidence: str

    @property
    def kind(self) -> str:
        """Measured where the log weighs at least as much as what was believed before; else an estimate."""
        return "measured" if 2 * self.events >= self.after.weight else "estimate"


def read_log(path: Path, platforms: Mapping[str, Platform]) -> dict[str, Log]:
    """Sums by platform of a CSV with a row for each sortie, day or month. Raises BadInputError with every mistake.

    Columns: platform (a key of the catalog) and hours (flown); if they are there: sorties (launches that took off; else
    each row is one), preflight_failures, aborts, losses, repairs and repair_hours. Others (date, tail, …) are passed over.
    """
    try:
        sheet = read_sheet(path)
    except (OSError, ValueError) as error:
        raise BadInputError(Problem(str(path), getattr(error, "strerror", None) or str(error))) from None
    missing = [name for name in ("platform", "hours") if name not in sheet.columns]
    if missing:
        hint = nearest_name(missing[0], list(sheet.columns)) or f"columns are {', '.join(COLUMNS)}"
        raise BadInputError(Problem(path.name, f"has no column {', '.join(missing)}", hint))
    problems: list[Problem] = []
    logs = _sums(sheet, path.name, platforms, problems)
    problems += [
        Problem(f"{path.name}: {name}", f"{log.preflight_failures} launches failed, but none was tried")
        for name, log in logs.items()
        if log.preflight_failures and not log.sorties + log.preflight_failures
    ]
    if not logs and not problems:
        problems.append(Problem(path.name, "has no rows"))
    if problems:
        raise BadInputError(problems[:100])
    return logs


def _sums(sheet: Sheet, name: str, platforms: Mapping[str, Platform], problems: list[Problem]) -> dict[str, Log]:
    logs: dict[str, Log] = {}
    for line, row in sheet.rows:
        where, platform = f"{name}:{line}", row.get("platform", "")
        if platform not in platforms:
            hint = nearest_name(platform, list(platforms))
            problems.append(Problem(where, f"no platform is called {platform!r}", hint))
            continue
        log = logs.setdefault(platform, Log(columns=frozenset(sheet.columns)))
        log.rows += 1
        for column in TIMES:
            setattr(log, column, getattr(log, column) + _number(row.get(column, "0"), where, column, problems))
        for column in COUNTS:
            written = row.get(column, "1" if column == "sorties" and column not in sheet.columns else "0")
            count = _number(written, where, column, problems)
            if count != int(count):
                problems.append(Problem(where, f"{column} is {written!r}, not a whole number"))
            setattr(log, column, getattr(log, column) + int(count))
    return logs


def _number(written: str, where: str, column: str, problems: list[Problem]) -> float:
    try:
        value = float(written)
    except ValueError:
        value = -1.0
    if not 0.0 <= value < 1e9:
        problems.append(Problem(where, f"{column} is {written!r}", "write a number of zero or more"))
        return 0.0
    return value


def updates_of(logs: Mapping[str, Log], platforms: Mapping[str, Platform]) -> list[Update]:
    """Every figure that a log has something to say of."""
    return [update for name, log in logs.items() for update in _of_platform(platforms[name], log)]


def _of_platform(platform: Platform, log: Log) -> list[Update]:
    hours = f"{log.hours:,.0f} h flown"
    out = []
    if "preflight_failures" in log.columns and log.sorties + log.preflight_failures:
        tries = log.sorties + log.preflight_failures
        out.append(
            _updated(platform, "preflight_failure", "", 1.0, log.preflight_failures,
                     f"{log.preflight_failures} of {tries} launches failed",
                     lambda v, a, b: update_share(v, a, b, log.preflight_failures, tries))
        )  # fmt: skip
    if "aborts" in log.columns and log.hours:
        out.append(_rate(platform, "abort_rate", "/1000 h", 1000.0, log.aborts, log.hours, f"{log.aborts} in {hours}"))
    if "losses" in log.columns and log.hours:
        words = f"{log.losses} in {hours}"
        out.append(_rate(platform, "loss_rate", "/100000 h", 100_000.0, log.losses, log.hours, words))
    if log.repairs and log.repair_hours:
        words = f"{log.repairs} repairs in {log.repair_hours:,.0f} h"
        out.append(
            _updated(platform, "repair", "h", 1.0 / HOUR_S, log.repairs, words,
                     lambda v, a, b: update_mean_time(v, a, b, log.repairs, log.repair_hours))
        )  # fmt: skip
    return out


def _rate(platform: Platform, quantity: str, unit: str, per_h: float, events: int, hours: float, words: str) -> Update:
    update = partial(update_rate, events=events, exposure=hours / per_h)
    return _updated(platform, quantity, unit, HOUR_S * per_h, events, words, update)


def _updated(
    platform: Platform, quantity: str, unit: str, factor: float, events: int, evidence: str,
    update: Callable[[float, float, float], Believed],
) -> Update:  # fmt: skip
    """`factor` turns the figure's SI value into `unit`."""
    names = {"abort_rate": "abort_rate_per_s", "loss_rate": "loss_rate_per_s", "repair": "repair_s"}
    before: Figure = getattr(platform, names.get(quantity, quantity))
    value, low, high = (float(part) * factor for part in (before, before.low, before.high))
    return Update(platform.id, quantity, unit, before, value, low, high, update(value, low, high), events, evidence)


def as_toml(updates: list[Update], source: str) -> str:
    """The figures after, as `[faults.platform.…]` of a scenario, each with its range and where it comes from."""
    lines = []
    for platform in dict.fromkeys(update.platform for update in updates):
        lines.append(f"[faults.platform.{platform}]")
        for update in (one for one in updates if one.platform == platform):
            value, low, high = (
                _text(part, update.unit) for part in (update.after.value, update.after.low, update.after.high)
            )
            lines.append(
                f'{update.quantity} = {{ value = {value}, low = {low}, high = {high}, kind = "{update.kind}", '
                f'source = "{_plain(source)}", note = "{_plain(update.evidence)}, over what was believed before" }}'
            )
        lines.append("")
    return "\n".join(lines)


def _text(value: float, unit: str) -> str:
    return f'"{value:.4g} {unit}"' if unit else f"{value:.4g}"


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isprintable()).replace("\\", "/").replace('"', "'")
