"""Explain random infeasible scenarios, try every answer again, and write what came of it into docs/why.md.

.venv/bin/python tools/explain_infeasible.py 500
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
PAGE = ROOT / "docs" / "why.md"
BEGIN, END = "<!-- table -->\n", "<!-- end of table -->"


def table(total: Counter[str]) -> str:
    """Markdown, in the order of the names."""
    rows = "".join(f"| {name} | {total[name]} |\n" for name in sorted(total))
    return f"| watches | n |\n|---|---|\n{rows}"


def main(n: int) -> None:
    from helpers.explained import explained

    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(n):
            total += explained(seed, Path(folder))
            print(f"{seed + 1} of {n}", file=sys.stderr, flush=True)
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    PAGE.write_text(before + BEGIN + table(total) + END + rest.partition(END)[2], encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]))
