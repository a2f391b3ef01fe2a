"""The layout is the architecture: a room imports only rooms above it (docs/architecture.md)."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "longwatch"
ROOMS = [
    "version", "units", "bounds", "errors", "origins", "quantities", "jit", "slots", "geo", "catalog", "physics",
    "detection", "formats", "scenario", "verifier", "weather", "routes", "patterns", "rostering", "traffic", "sim",
    "measures", "cost", "reporting", "runs", "bench", "validation", "cli",
]  # fmt: skip
DIRECT_ONLY = {"verifier": {"units", "errors", "scenario", "verifier"}}
PUBLIC = {"read_scenario", "plan", "fly", "price", "choose"}


def room_of(path: Path) -> str:
    first = path.relative_to(SOURCE).parts[0]
    return first.removesuffix(".py")


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [node.module] if node.module != "longwatch" else [f"longwatch.{a.name}" for a in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("longwatch.")}
    return found


FILES = sorted(
    p for p in SOURCE.rglob("*.py") if p.parent != SOURCE or p.name not in ("__init__.py", "__main__.py", "api.py")
)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_room_imports_only_rooms_above_it(path: Path) -> None:
    room = room_of(path)
    assert room in ROOMS, f"{room} has no place in the list of rooms"
    above = set(ROOMS[: ROOMS.index(room) + 1])
    assert imports(path) <= DIRECT_ONLY.get(room, above)


def test_no_room_bears_the_name_of_a_public_function() -> None:
    assert not PUBLIC & set(ROOMS)


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, longwatch.cli as c\n"
        "try: c.main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'numba', 'polars', 'scipy', 'shapely', 'pyproj', 'highspy', 'numpy', 'pydantic'} & set(sys.modules)\n"
        "sys.exit(f'heavy: {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
