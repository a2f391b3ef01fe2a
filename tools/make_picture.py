"""docs/img/report.png: the first page of the example's report, as Chromium shows it at 1400 pixels.

python tools/make_picture.py RUN_FOLDER
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

TARGET = Path(__file__).parents[1] / "docs" / "img" / "report.png"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]


def main() -> None:
    """One picture, cut below the table of the three numbers."""
    report = (Path(sys.argv[1]) / "report.html").resolve()
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.goto(report.as_uri())
        TARGET.parent.mkdir(exist_ok=True)
        page.screenshot(path=str(TARGET), clip={"x": 140, "y": 0, "width": 1120, "height": 1225}, full_page=True)
        browser.close()


if __name__ == "__main__":
    main()
