# The one interface to the tree: `make help`. Logic lives in tools/, typed and tested.
PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
READY  := $(VENV)/.ready
# An environment that was made elsewhere and then moved or copied, or whose Python has gone, is made again.
ifneq ($(shell test -x $(PY) && cat $(READY) 2>/dev/null),$(CURDIR))
.PHONY: $(READY)
endif
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

##@ Start
help: ## Say what there is
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z0-9%<>-]+:.*## / {printf "  make %-20s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
setup: $(READY) ## Make the environment in .venv (done by the others when needed)
$(READY): requirements/bootstrap.txt requirements/dev.txt proto/pyproject.toml sandbox/pyproject.toml $(wildcard libs/*/pyproject.toml services/*/pyproject.toml extensions/*/pyproject.toml)
	@command -v $(PYTHON) >/dev/null || { echo "setup: there is no $(PYTHON); fix: install Python 3.11 or later, or make setup PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 7))' || { echo "setup: $(PYTHON) is too old; fix: install Python 3.11 or later, or make setup PYTHON=..."; exit 1; }
	@$(PYTHON) tools/setup.py
run: $(READY) ## Start the whole suite on this machine, fed and ready; Ctrl-C stops it; PORT=9000 moves it, FRESH=1 starts anew, ORIGIN=http://localhost:5173 admits a front end, ASSURANCE=eidas2 is asked for to publish
	@exec $(PY) -m passeport_sandbox stack $(if $(FRESH),--fresh) $(if $(PORT),--port $(PORT)) $(if $(ORIGIN),--origin $(ORIGIN)) $(if $(ASSURANCE),--assurance $(ASSURANCE))
demo: $(READY) ## Play the whole journey on free ports; leaves build/demo/cv.pdf and credential.jwt
	@exec $(PY) -m passeport_sandbox demo
bench: $(READY) ## Measure, each figure beside its floor; leaves build/bench.json; ENTRIES=10000000 tells instead what becomes of some among so many, PUBLICATIONS=2000 of the memory
	@$(PY) -m bench $(if $(ENTRIES),--entries $(ENTRIES)) $(if $(PUBLICATIONS),--publications $(PUBLICATIONS))

##@ Write
fmt: $(READY) ## Format the code and sort its imports
	@$(PY) -m ruff check --fix-only --quiet . ; $(PY) -m ruff format .
proto: $(READY) ## Generate the code of the contracts
	@$(PY) -m tools.proto
images: $(READY) ## Build the images, with docker, podman or buildah; BASE=python@sha256:... is what they stand on, REGISTRY=... goes before their names
	@$(PY) -m tools.images --base "$(BASE)" $(if $(REGISTRY),--registry $(REGISTRY)) $(SERVICES)
charts: $(READY) ## Write what is generated in the charts, and package them in build/charts
	@$(PY) -m tools.charts package
locks: $(READY) ## Compile the hashed locks from the pyprojects; UPGRADE=1 takes the newest versions
	@$(PY) -m tools.locks $(if $(UPGRADE),--upgrade)
new-extension: $(READY) ## Write a programme of prevention that works right away, to be changed; NAME=caces-r489
	@$(PY) -m tools.new_extension "$(NAME)"

##@ Check
test: $(READY) ## Everything that CI runs
	@$(PY) -m tools.stages
check: test ## The same
lint: $(READY) ## Style and common mistakes
	@$(PY) -m tools.stages lint
types: $(READY) ## mypy, strict
	@$(PY) -m tools.stages types
imports: $(READY) ## Who may import whom
	@$(PY) -m tools.stages imports
proto-check: $(READY) ## Generated code, rules and promises of the contracts
	@$(PY) -m tools.stages proto-check
test-architecture: ## Every place says what architecture.toml says
test-charts: ## The charts, rendered with each of their files of values and held against the house
test-conformance: ## The FranceConnect client, with a provider of ours and one that others wrote (needs node for the latter)
test-e2e: ## The journey over HTTP on the whole suite
test-resilience: ## Each process killed in the middle of the journey
test-%: $(READY)
	@$(PY) -m tools.stages $*
test-<part>: ## One part: chassis tlog logbook dossier testing identity records publishing prevention gateway habilitation-electrique sandbox tools

##@ Clean
clean: ## Remove what was built; keeps .venv and the data of `make run` (FRESH=1 forgets those)
	@rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.PHONY: help setup run demo bench fmt proto images charts locks new-extension test check lint types imports proto-check clean
