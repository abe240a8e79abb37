# Everything from a fresh clone: each target makes the environment it needs. The README has the plain commands.

VENV := .venv
SUPPORTED := import ensurepip, sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	"$$python" -c '$(SUPPORTED)' >/dev/null 2>&1 && echo "$$python" && break; done)

.PHONY: demo test lint docs bench torture readme clean

demo: $(VENV)/installed
	$(VENV)/bin/zoo run
	$(VENV)/bin/zoo leaderboard

test: $(VENV)/installed-dev
	$(VENV)/bin/pytest --numprocesses auto --dist loadfile

lint: $(VENV)/installed-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-logo

docs: $(VENV)/installed-dev
	$(VENV)/bin/python -m sphinx --fail-on-warning --fresh-env --quiet docs docs/_build/html
	@echo "docs/_build/html/index.html"

bench: $(VENV)/installed-dev
	$(VENV)/bin/python -m benchmarks

torture: $(VENV)/installed-dev
	ZOO_TORTURE=1 $(VENV)/bin/pytest --timeout 1800 tests/store/test_races.py tests/execution tests/training/test_killed.py tests/training/test_resuming.py
	$(VENV)/bin/python -m tests.torture --kills 100

readme: $(VENV)/installed-dev
	$(VENV)/bin/python -m docs.blocks --write

clean:
	rm -rf $(VENV) build dist docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis

# The stamps are newer than pyproject.toml once it is installed, so that a second `make` installs nothing.
$(VENV)/installed: pyproject.toml | $(VENV)/bin/pip
	@echo "pip fetches TensorFlow and the rest: some minutes, and about 2 GB in $(VENV)"
	$(VENV)/bin/pip install --quiet --editable .
	@touch $@

$(VENV)/installed-dev: pyproject.toml | $(VENV)/bin/pip
	@echo "pip fetches TensorFlow, the rest and the tools: some minutes, and about 2 GB in $(VENV)"
	$(VENV)/bin/pip install --quiet --editable ".[dev]"
	@touch $(VENV)/installed $@

$(VENV)/bin/pip:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 with venv is needed: make PYTHON=/path/to/python3.12" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
