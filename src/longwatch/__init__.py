"""longwatch: can this fleet keep this sea watched without a gap, and what does that cost?

    import longwatch
    scenario = longwatch.read_scenario("sea.toml")
    plan = longwatch.plan(scenario)
    log = longwatch.fly(scenario, plan.roster, trials=200, seed=7)
    judged = longwatch.judge(scenario, plan.roster, log)
    cost = longwatch.price(scenario, plan.roster, log)

Plain functions, frozen data. They are imported when first asked for, so that `import longwatch` stays quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from longwatch.version import __version__

if TYPE_CHECKING:
    from longwatch.api import fly, judge, plan, price, read_scenario, verify

__all__ = ["__version__", "fly", "judge", "plan", "price", "read_scenario", "verify"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        import importlib

        return getattr(importlib.import_module("longwatch.api"), name)
    raise AttributeError(f"module 'longwatch' has no attribute {name!r}")
