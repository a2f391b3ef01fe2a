"""Policies: a file of the user's own, and retasking where nothing could come of it."""

from __future__ import annotations

import ast
import warnings

from longwatch.scenario.draft import Draft
from longwatch.scenario.own import Stock
from longwatch.scenario.places import Key
from longwatch.scenario.words import shown

LARGEST_POLICY_BYTES = 1_000_000
FUNCTION = "decide"


def check_policy(draft: Draft, stock: Stock) -> str:
    """The text of `policy.file`; "" without one. It is read here, and run by the trials only."""
    policy = draft.one("policy")
    if policy is None:
        return ""
    if policy.retask is not None:
        _check_retask(draft, policy.retask.task, stock)
    given = policy.model_fields_set
    if policy.reroster_s is not None:
        _check_reroster(draft)
    if "shift_limit_s" in given and not policy.shift:
        draft.warn(("policy", "shift_limit"), "has no effect without shift = true")
    if "reroster_horizon_s" in given and policy.reroster_s is None:
        draft.warn(("policy", "reroster_horizon"), "has no effect without `reroster`")
    elif policy.reroster_s is not None and policy.reroster_horizon_s < policy.reroster_s:
        draft.warn(("policy", "reroster_horizon"), "is shorter than `reroster`: plans reach as far as the next one")
    return "" if policy.file is None else _text(draft, ("policy", "file"), policy.file)


def _check_reroster(draft: Draft) -> None:
    """Plans made anew within trials are of one line a sortie, home to its own base."""
    for key, fleet in draft.each("fleet"):
        for name in ("retask", "ferry_to"):
            if getattr(fleet, name):
                what = (
                    "can't be with `policy.reroster`: plans made anew in trials hold one line a sortie, without ferries"
                )
                draft.wrong((*key, name), what, "leave one of the two out")


def _check_retask(draft: Draft, task: str, stock: Stock) -> None:
    key: Key = ("policy", "retask")
    if not draft.table.get("traffic"):
        draft.warn(key, "there is no [[traffic]], so there are no contacts to go to")
    harder = ("recognise", "identify") if task == "recognise" else ("identify",)
    fits = [stock.payloads.get(fleet.payload or "") for _, fleet in draft.each("fleet")]
    fits += [
        stock.payloads.get(stock.platforms[fleet.platform].payloads[0])
        for _, fleet in draft.each("fleet")
        if not fleet.payload and fleet.platform in stock.platforms
    ]
    known = [by_task for fit in fits if fit for sensor in fit.sensors for by_task in sensor.ranges.values()]
    if known and not any(name in by_task for by_task in known for name in harder):
        draft.warn((*key, "task"), f"no payload of a fleet has a range to {task} anything: nobody is ever sent")


def _text(draft: Draft, key: Key, name: str) -> str:
    if not draft.note_file(key, name, LARGEST_POLICY_BYTES):
        return ""
    try:
        text = (draft.folder / name).read_text(encoding="utf-8-sig")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(text, name).body
    except (OSError, UnicodeDecodeError) as error:
        draft.wrong(key, f"{shown(name)} is not text in UTF-8: {error}")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        at = f", line {line}" if line else ""
        draft.wrong(key, f"{shown(name)}{at}: {getattr(error, 'msg', None) or error}", "it must be a Python file")
    else:
        if any(isinstance(node, ast.FunctionDef) and node.name == FUNCTION for node in body):
            return text
        draft.wrong(key, f"{shown(name)} has no function {FUNCTION}(picture, decision)")
    return ""
