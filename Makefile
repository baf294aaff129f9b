# Every verb of the project. Needs GNU make and Python 3.11 or newer; everything else lives in .venv, which makes itself.
#
#   make generate ARGS=tolt                what follows a verb goes into ARGS
#   make test PYTHON=/path/to/python3.12   another Python than the first suitable one on PATH

ARGS ?=
PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13 python3.14; do \
	"$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)

BIN := .venv/bin
VOUCH := $(BIN)/python -m vouch
PACKAGES := $(wildcard generated/*-client)
LOCKED := .venv/.locked
READY := .venv/.ready

# What the caller's shell puts in front of .venv is none of ours; nor does each of a hundred processes compile all anew.
unexport PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE

empty :=
space := $(empty) $(empty)
# A package in its folder is found by mypy as it is by Python: on a path. Nothing in generated/ needs installing.
MYPY := MYPYPATH=$(subst $(space),:,$(PACKAGES)) $(BIN)/python -m mypy --no-error-summary

.DEFAULT_GOAL := help
.PHONY: help demo test generate check lint mock contract mutants bench soak corpus lock clean

help: ## list these verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

demo: $(READY) ## use every client against its mock and show the transcript
	@$(BIN)/python scripts/demo.py

test: lint check ## lint, check, then every test: what CI runs
	@$(BIN)/python -m pytest -q --numprocesses=auto --maxprocesses=4 --dist=worksteal $(ARGS)

generate: $(READY) ## make generated/ from specs/
	@$(VOUCH) generate $(ARGS)

check: $(READY) ## lint the specs and compare generated/ with them
	@$(VOUCH) check

lint: $(READY) ## ruff and mypy --strict over scripts, tests and generated
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(MYPY) scripts tests $(PACKAGES)

mock: $(READY) ## serve the mocks on one loopback port
	@$(VOUCH) mock $(ARGS)

contract: $(READY) ## hold the mocks to the contract
	@$(VOUCH) contract $(ARGS)

mutants: $(READY) ## test the contract suite: seeds, a catalogue of faults, mutants of the mock engine
	@$(BIN)/python -m tests.mutants $(ARGS)

bench: $(READY) ## measure ours against the alternatives, and show all of it in README (ARGS=models: one part, not shown)
	@$(BIN)/python -m bench $(ARGS)

soak: $(READY) ## put client, mock and generator under load for some minutes (ARGS=load: one part)
	@$(BIN)/python -m soak $(ARGS)

corpus: $(READY) ## make packages of large public documents and check them (needs npm and a network)
	@$(BIN)/python scripts/corpus.py $(ARGS)

lock: $(READY) ## rewrite requirements.lock after pyproject.toml (ARGS=--upgrade moves every pin)
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --quiet \
		--custom-compile-command 'make lock' --output-file requirements.lock $(ARGS)

clean: ## remove .venv and every cache
	@rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp is written last, so whatever is interrupted starts over. A changed lock starts from an empty environment:
# nothing stays behind that the lock no longer names.
$(LOCKED): requirements.lock
	@test -n "$(PYTHON)" || { echo "vouch needs Python 3.11 or newer, with venv, on PATH" >&2; exit 1; }
	@echo "making .venv from $<" >&2
	@"$(PYTHON)" -m venv --clear .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r $<
	@touch $@

$(READY): $(LOCKED) pyproject.toml
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
