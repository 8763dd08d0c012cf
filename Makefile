# `make` alone lists the targets.
PYTHON ?= python3
PORT ?=
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what running, testing and linting need into .venv
	@$(PYTHON) scripts/bootstrap.py dev

lock: ## lock the Python packages again (needs uv)
	@scripts/lock $(ARGS)
