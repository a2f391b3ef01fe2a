"""Policies of the user's own: a Python file with a function `decide(picture, decision) -> orders`, on the same queue.

It is asked whenever something happens that may call for an order, and sees the picture only. What goes wrong in it is told in
one message with its line, and stops the run as a wrong input does.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from longwatch.errors import BadInputError, LongwatchError, Problem
from longwatch.scenario.scenario import Scenario
from longwatch.sim.orders import Decision, Launch, Order, Recall, Retask, Stay
from longwatch.sim.picture import Picture

ORDERS = (Launch, Retask, Recall, Stay)


def policy_of(scenario: Scenario, trial: int) -> Callable[[Picture, Decision], Iterable[Order]] | None:
    """The policy of a scenario's own file, or None. Raises BadInputError where it can't be run."""
    name = scenario.file.policy.file
    if name is None:
        return None
    decide = _loaded(name, scenario.policy_text)

    def asked(picture: Picture, decision: Decision) -> Iterable[Order]:
        try:
            orders = decide(picture, decision)
            given = () if orders is None else tuple(orders)
        except Exception as error:
            raise _wrong(
                name, error, f" (trial {trial}, {picture.now_s} s, asked about {', '.join(sorted(decision.kinds))})"
            ) from None
        for order in given:
            if not isinstance(order, ORDERS):
                what = f"decide gave {type(order).__name__} in its orders; it may give Launch, Retask, Recall and Stay"
                raise BadInputError(
                    Problem(name, what, "from longwatch.sim.orders import Launch, Retask, Recall, Stay")
                )
        return given

    return asked


@lru_cache(maxsize=4)
def _loaded(name: str, text: str) -> Callable[[Picture, Decision], Any]:
    """The function `decide` of a file; each worker runs the file once."""
    space: dict[str, Any] = {"__name__": "policy", "__file__": name}
    try:
        exec(compile(text, name, "exec"), space)
    except Exception as error:
        raise _wrong(name, error, " when the file was read") from None
    decide = space.get("decide")
    if not callable(decide):
        raise BadInputError(Problem(name, "has no function decide(picture, decision)", "see docs/queue.md"))
    return decide  # type: ignore[no-any-return]


def _wrong(name: str, error: Exception, when: str) -> LongwatchError:
    """One message for whatever a policy raised, with the last of its own lines."""
    if isinstance(error, LongwatchError):
        return error
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == name]
    where = f"{name}:{lines[-1]}" if lines else name
    return BadInputError(Problem(where, f"{type(error).__name__}: {error}{when}", "the policy file is yours to mend"))
