"""What `make test` runs: the tests on this Python, then the quick ones again on the other end of the supported range.

The second pass runs only where another interpreter (3.13, or 3.11 when this is newer) is at hand; it is told when not.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
QUICK = [  # a minute at most: the doors, one whole run, the verifier's rules, the arithmetic
    *("tests/test_api.py", "tests/test_rooms.py", "tests/cli/test_bad_input.py", "tests/cli/test_commands.py"),
    *("tests/cli/test_lookup.py", "tests/cli/test_tables.py", "tests/verifier/test_planted.py"),
    *("tests/verifier/test_transit_and_land.py", "tests/verifier/test_geodesic.py", "tests/cost", "tests/measures"),
]


def run(*command: str | Path) -> int:
    """The exit code of a command in the project's folder."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode


def other_python() -> Path | None:
    """An interpreter at the other end of the range, on PATH or beside this one under the same version manager."""
    wanted = (3, 11) if sys.version_info >= (3, 12) else (3, 13)
    name = f"python{wanted[0]}.{wanted[1]}"
    beside = Path(sys.base_prefix).resolve().parent
    found = [shutil.which(name), *sorted(beside.glob(f"{wanted[0]}.{wanted[1]}.*/bin/{name}"))]
    for candidate in found:
        if (
            candidate
            and subprocess.run([str(candidate), "-c", "import venv"], capture_output=True, check=False).returncode == 0
        ):
            return Path(candidate)
    return None


def venv_of(python: Path) -> Path | None:
    """A second environment with the same versions as far as that Python has them; None when it can't be made."""
    home = ROOT / f".venv-{python.name}"
    inside = home / "bin" / "python"
    if not inside.exists() and run(python, "-m", "venv", home):
        return None
    if (home / ".installed").exists():
        return inside
    uv = Path(sys.executable).with_name("uv")
    install = (
        [uv, "pip", "install", "--quiet", "--python", inside] if uv.exists() else [inside, "-m", "pip", "install", "-q"]
    )
    if run(*install, "-e", ".[dev,ais]"):
        return None
    (home / ".installed").touch()
    return inside


def compile_kernels(python: Path | str) -> None:
    """Side by side, before workers would each compile them; what fails here fails in a test with its words."""
    command = [str(python), "-m", "longwatch.runs.warm"]
    for process in [subprocess.Popen([*command, part], cwd=ROOT) for part in ("timeline", "looks")]:
        process.wait()


def main() -> int:
    """Exit code of the first pass that fails."""
    compile_kernels(sys.executable)
    workers = ["-n", "2", "--dist", "loadfile"] if (os.cpu_count() or 1) > 1 else []
    code = run(sys.executable, "-m", "pytest", *workers, "-m", "not soak", "tests")
    if code:
        return code
    python = other_python()
    inside = venv_of(python) if python else None
    if inside is None:
        sys.stdout.write("no other Python at hand: the quick tests were not run again\n")
        return 0
    compile_kernels(inside)
    return run(inside, "-m", "pytest", *workers, "-m", "not soak and not browser", *QUICK)


if __name__ == "__main__":
    sys.exit(main())
