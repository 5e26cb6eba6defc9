# The only task runner. `make help` lists what it can do.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PYTHON := $(or $(PYTHON),python3)
BIN := .venv/bin
ENVIRONMENT_MAKER := coaching_app/launcher/environment.py
LOCK := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header

.PHONY: help run dev test lint check fix bench crash migration lock generate build browser env env-dev

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

env:
	@$(PYTHON) $(ENVIRONMENT_MAKER)

env-dev:
	@$(PYTHON) $(ENVIRONMENT_MAKER) --dev

run: env ## Serve the product on http://localhost:8000 (PORT, HOST, DATA_DIR override)
	@exec $(BIN)/coaching-app serve

dev: env-dev ## Serve with rebuild and reload on every edit
	@exec $(BIN)/coaching-app dev

build: env ## Build the pages if the sources changed
	@$(BIN)/coaching-app build

test: env-dev browser build ## Run every test: fast checks, then units, both databases, the browser
	@$(BIN)/ruff check -q .
	@$(BIN)/lint-imports --no-logo > /tmp/lint-imports.$$$$ 2>&1 || { cat /tmp/lint-imports.$$$$; exit 1; }
	@$(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder tests/test_architecture.py tests/test_docs.py tests/unit tests/integration tests/e2e

lint: env-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/pyright

check: lint ## Format, lint, types, import contracts, migrations, dry compile
	$(BIN)/pytest -q tests/test_architecture.py tests/integration/test_migrations.py
	$(BIN)/coaching-app dry-compile

fix: env-dev ## Format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: env-dev build ## Measure everything against its floor
	@$(BIN)/python -m benchmarks

crash: env-dev build ## Kill the server 50 times while people write (CRASH_KILLS, CRASH_SEED)
	@CRASH_KILLS=$${CRASH_KILLS:-50} $(BIN)/pytest -q -s tests/integration/crash/test_crash.py

migration: env-dev ## Write a migration from the models: make migration m="what changes"
	@test -n "$(m)" || { echo 'Say what changes: make migration m="add a column"'; exit 1; }
	$(BIN)/alembic revision --autogenerate -m "$(m)"

generate: env-dev ## Rewrite the files that are made from the code
	@$(BIN)/coaching-app generate

lock: env-dev ## Pin the newest allowed versions, with hashes
	$(BIN)/$(LOCK) --upgrade pyproject.toml -o requirements.lock
	$(BIN)/$(LOCK) --upgrade -c requirements.lock pyproject.toml --group dev -o requirements-dev.lock
	printf 'setuptools==80.9.0\nuv\n' | $(BIN)/$(LOCK) --upgrade --no-annotate -c requirements-dev.lock - -o requirements-bootstrap.lock

browser: env-dev
	@$(BIN)/python tests/support/browser.py
