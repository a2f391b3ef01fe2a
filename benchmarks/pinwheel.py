"""Pinwheel and relay sequences from files of vectors, each answer proved and each schedule checked window by window.

python benchmarks/pinwheel.py FILE... [--seconds S] [--json]

A file is a JSON list of {"kind": "revisit" or "relay", "periods": [...], "schedulable": true or false}; the last is what is
expected and may be left out. Exit code 0 only if every answer is the expected one and every schedule keeps all its windows.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from longwatch.routes.pinwheel import MOST_STATES, Answer, broken_window, density, sequence


def answered(vector: dict[str, Any], seconds: float) -> dict[str, Any]:
    """One row; the states allowed are doubled until there is an answer or the time is up."""
    kind, periods = vector["kind"], vector["periods"]
    start, began, states = perf_counter(), process_time(), MOST_STATES
    answer: Answer = sequence(kind, periods, states)
    while answer.schedulable is None and perf_counter() - start < seconds:
        states *= 2
        answer = sequence(kind, periods, states)
    took_s = process_time() - began
    expected = vector.get("schedulable")
    broken = broken_window(kind, periods, answer.cycle) if answer.cycle else ""
    right = answer.schedulable is not None and (expected is None or answer.schedulable == expected) and not broken
    return {
        "kind": kind, "periods": periods, "density": round(float(density(periods)), 5), "answer": answer.schedulable,
        "expected": expected, "proof": answer.proof, "cycle_slots": len(answer.cycle), "states": answer.states,
        "seconds": round(took_s, 4), "checked": bool(answer.cycle) and not broken, "broken": broken, "right": right,
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0, help="for each vector")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    rows = [
        {"file": path.name} | answered(vector, given.seconds)
        for path in given.files
        for vector in json.loads(path.read_text(encoding="utf-8"))
    ]
    n_right = sum(row["right"] for row in rows)
    if given.json:
        print(json.dumps({"vectors": len(rows), "right": n_right, "rows": rows}, indent=1))
    else:
        for row in rows:
            said = {True: "yes", False: "no", None: "not known"}[row["answer"]]
            mark = "" if row["right"] else "  WRONG " + (row["broken"] or f"expected {row['expected']}")
            print(f"{row['kind']:8} {row['periods']!s:24} {said:4} {row['seconds']:8.4f} s  {row['proof']}{mark}")
        print(f"{n_right} of {len(rows)} right, {sum(row['seconds'] for row in rows):.2f} s")
    return 0 if n_right == len(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
