# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
PY := .venv/bin/python
ASSETS := graph/web/static/vendor/.ready
BENCH_QUADS ?= 1000000
CLIENTS := tests/clients/node_modules/.ready
TURTLE := ontology shapes graph/data graph/display tests/examples tests/data

.DEFAULT_GOAL := help
.PHONY: serve test check format bench clean help

serve: .venv/.ready $(ASSETS)  ## Build a release if there is none and serve it at http://localhost:8000
	$(PY) -m graph serve $(ARGS)
test: .venv/.ready $(ASSETS) $(CLIENTS)  ## Run all tests; COVERAGE=1 measures what they reach and fails below 95 %
	$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(if $(COVERAGE),--cov --cov-report=term) $(ARGS)
check: .venv/.ready  ## Format, lint, types, layers, Turtle and SPARQL
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	.venv/bin/turtlefmt --check $(TURTLE)
	$(PY) -m pytest -q tests/test_artefacts.py
format: .venv/.ready  ## Format Python and Turtle in place
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .
	.venv/bin/turtlefmt $(TURTLE)
bench: .venv/.ready  ## Time build, search, checks, pages and endpoint on this machine, beside others; needs wrk
	$(PY) tests/benchmarks/build.py
	$(PY) tests/benchmarks/commands.py
	$(PY) tests/benchmarks/search.py
	$(PY) tests/benchmarks/validation.py
	$(PY) -m tests.benchmarks.pages
	$(PY) -m tests.benchmarks.sparql --quads $(BENCH_QUADS) $(ARGS)
clean:  ## Remove the virtual environment, installed packages, caches and built releases
	rm -rf .venv var dist node_modules graph/web/static/vendor tests/clients/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage*
help:  ## Show this help
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

.venv/.ready: pyproject.toml constraints.txt
	python3 -m venv .venv
	$(PY) -m pip install --quiet --upgrade pip
	$(PY) -m pip install --quiet --constraint constraints.txt --editable . --group dev
	@touch $@

# Pages work without these: a plain form in place of the editor, system fonts and plain boxes in place of KERN.
$(ASSETS): package.json package-lock.json .npmrc $(wildcard graph/web/assets/*)
	@if command -v npm >/dev/null; then \
	  npm ci --silent && npm run --silent assets && touch $@; \
	else \
	  echo 'npm is not installed, so pages go without design system and query editor. Install nodejs and npm.'; \
	fi

$(CLIENTS): tests/clients/package.json tests/clients/package-lock.json
	@if command -v npm >/dev/null; then \
	  npm ci --silent --prefix tests/clients && touch $@; \
	else \
	  echo 'npm is not installed, so tests with SPARQL clients of JavaScript will fail. Install nodejs and npm.'; \
	fi
