"""One archive from which the demo installs and runs with the network off: dist/longwatch-wheelhouse-<version>-<tag>.tar.gz.

It holds the wheel of longwatch, the wheels of everything it needs (for this Python and kind of machine), the examples and
`install.sh`, which makes a virtual environment from these wheels alone and runs the example.
"""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
INSTALL = """#!/bin/sh
# Installs longwatch from the wheels beside this file, without any network, and runs the example.
set -eu
cd "$(dirname "$0")"
PYTHON=${PYTHON:-python3}
"$PYTHON" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels longwatch
venv/bin/longwatch run examples/us-coast/us-coast.toml "$@"
"""


def main() -> None:
    """Build the wheel, collect the others under the tested versions, pack."""
    sys.path.insert(0, str(ROOT / "src"))
    from longwatch.version import __version__

    tag = f"py{sys.version_info.major}{sys.version_info.minor}-{platform.system().lower()}-{platform.machine()}"
    name = f"longwatch-wheelhouse-{__version__}-{tag}"
    (ROOT / "dist").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        top = Path(scratch) / name
        wheels = top / "wheels"
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
        subprocess.run(
            [*pip, "wheel", "--wheel-dir", str(wheels), "-c", str(ROOT / "constraints.txt"), str(ROOT)], check=True
        )
        shutil.copytree(ROOT / "examples", top / "examples", ignore=shutil.ignore_patterns("runs"))
        for file in ("README.md", "LICENSE", "NOTICE"):
            shutil.copy(ROOT / file, top / file)
        (top / "install.sh").write_text(INSTALL)
        (top / "install.sh").chmod(0o755)
        target = ROOT / "dist" / f"{name}.tar.gz"
        with tarfile.open(target, "w:gz") as archive:
            archive.add(top, arcname=name)
    sys.stdout.write(f"{target.relative_to(ROOT)} ({target.stat().st_size / 1e6:.0f} MB)\n")


if __name__ == "__main__":
    main()
