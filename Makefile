# Two commands: make run, make test. Everything a machine needs is Python 3.11 or newer (with venv) and make.

ifeq ($(origin PYTHON), undefined)
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
endif
NEW_ENOUGH = $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
BOOTSTRAP = { $(if $(PYTHON),$(NEW_ENOUGH),false) || { \
	echo 'Nodig is Python 3.11 of nieuwer. Installeer die, of zet PYTHON=/pad/naar/python.' >&2; exit 1; }; } && exec $(PYTHON) bootstrap.py

.DEFAULT_GOAL := help
.PHONY: help run test test-deep bench rights lint env clean

help: ## this list
	@echo 'Peerhuis'
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | while IFS= read -r line; do \
		printf '  make %-10s %s\n' "$${line%%:*}" "$${line#*## }"; done

run: ## start the network with its demo people (PORT=8000, HOST=127.0.0.1, DATABASE_URL=, DEMO=1)
	@$(BOOTSTRAP) run

test: ## every check and every test (REQUIRE_ALL=1: nothing may be skipped)
	@$(BOOTSTRAP) test

test-deep: ## the same, and the long tests
	@$(BOOTSTRAP) test-deep

lint: ## only the quick checks: ruff, import contracts, mypy
	@$(BOOTSTRAP) lint

bench: ## sizes, queries and server time, as ratios
	@$(BOOTSTRAP) bench

rights: ## write tests/house/rights.yaml and docs/rights.md anew from the rules
	@$(BOOTSTRAP) rights

env: ## only make the environment, with what tests need
	@$(BOOTSTRAP) env

clean: ## stop and throw away what was made here: environment, assets, demo database
	@$(BOOTSTRAP) clean
