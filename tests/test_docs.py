"""Examples in the pages run: every ```python block, page by page, in one namespace per page."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from longwatch.scenario.read import read_scenario

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("docs/*.md"), ROOT / "README.md"])
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TOML_BLOCK = re.compile(r"^```toml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SNIPPETS = TOML_BLOCK.findall((ROOT / "docs" / "howto.md").read_text(encoding="utf-8"))
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize(
    "page", [p for p in PAGES if BLOCK.search(p.read_text(encoding="utf-8"))], ids=lambda p: p.name
)
def test_python_blocks_run(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    namespace: dict[str, object] = {}
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        exec(compile(block, str(page), "exec"), namespace)


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda text: text.split("\n")[0][:40])
def test_snippets_read(snippet: str, tmp_path: Path) -> None:
    path = tmp_path / "snippet.toml"
    path.write_text(f'extends = "{ROOT / "tests" / "data" / "valid.toml"}"\n{snippet}', encoding="utf-8")
    read_scenario(path)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = [
        t for t in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in t and not t.startswith("mailto:")
    ]
    missing = [t for t in targets if not (page.parent / t).exists()]
    assert not missing


def test_the_generated_catalog_page_is_current(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    make_docs = importlib.import_module("make_docs")
    assert (ROOT / "docs" / "catalog_figures.md").read_text(encoding="utf-8") == make_docs.catalog_page()


def test_the_generated_scenario_reference_is_current(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    page = importlib.import_module("scenario_reference").reference_page()
    assert (ROOT / "docs" / "scenario_reference.md").read_text(encoding="utf-8") == page


def test_the_generated_picture_of_a_radar_is_current(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    made = importlib.import_module("sensor_picture")
    assert (ROOT / "docs" / "img" / made.NAME).read_text(encoding="utf-8") == made.heights_picture()


def test_every_key_of_a_scenario_says_what_it_means(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    assert importlib.import_module("scenario_reference").undescribed() == []
