# Nothing but Python 3.11+ and make is needed: the first target that needs it makes .venv and installs into it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PIP_FLAGS := --quiet --disable-pip-version-check
export UV_PYTHON_DOWNLOADS := never
export NUMBA_CACHE_DIR ?= $(CURDIR)/.cache/numba

.PHONY: help demo test soak lint types bench docs wheelhouse clean

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "longwatch needs Python 3.11 or newer; try make PYTHON=python3.12" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing longwatch and its tools into $(VENV) (once)" >&2
	@$(BIN)/python -m pip install $(PIP_FLAGS) uv && $(BIN)/uv pip install --quiet --python $(BIN)/python -c constraints.txt -e '.[dev,ais,grids,cluster,routes]' \
	  || $(BIN)/python -m pip install $(PIP_FLAGS) -c constraints.txt -e '.[dev,ais,grids,cluster,routes]'
	@touch $@

demo: $(STAMP)  ## plan, verify, fly, price and report the example us-coast
	$(BIN)/longwatch run examples/us-coast/us-coast.toml

test: $(STAMP)  ## lint, types and tests, with a seeded sample of the long checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python tools/test_all.py

soak: $(STAMP)  ## the long checks whole, in shards that can be stopped and resumed
	$(BIN)/python tools/soak.py --resume

lint: $(STAMP)  ## ruff, with repairs
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(STAMP)  ## mypy --strict
	$(BIN)/mypy

bench: $(STAMP)  ## the timed scenarios of benchmarks/, as ratios and absolute figures
	$(BIN)/python benchmarks/run_all.py

docs: $(STAMP)  ## regenerate the generated pages and run the examples in all pages
	$(BIN)/python tools/make_docs.py
	$(BIN)/python -m pytest tests/test_docs.py

wheelhouse: $(STAMP)  ## one archive from which the demo installs and runs with the network off
	$(BIN)/python tools/make_wheelhouse.py

clean:  ## remove what make made
	rm -rf $(VENV) .cache build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
