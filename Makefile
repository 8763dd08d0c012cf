# `make` alone lists the targets.
PYTHON ?= python3
LOCAL := .venv/bin/python -m volunteer_platform.local

.DEFAULT_GOAL := help
.PHONY: help run manage screenshots bench test test-long lint format setup assets test-server test-server-stop lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## start the whole platform here: PORT=8123 make run
	@$(PYTHON) scripts/bootstrap.py run
	@$(LOCAL) up

manage: ## one of Django's commands on what `make run` runs: make manage ARGS="check_invariants"
	@$(PYTHON) scripts/bootstrap.py run
	@$(LOCAL) manage $(ARGS)

screenshots: setup ## photograph every page of what `make run` runs; for the README: ARGS=--readme
	@$(LOCAL) screenshots $(ARGS)

bench: SCALE ?= 400000
bench: setup ## measure what grows, with so many volunteers and a tenth of them: make bench SCALE=full ARGS=--write
	@$(LOCAL) bench $(SCALE) $(ARGS)

# All tests in three processes, of which one mostly waits for a browser; tests of one group stay together in one.
# What was compiled once stays, whatever the machine says: the tests start many processes.
test: ARGS ?= --numprocesses 3 --dist loadgroup --no-loadscope-reorder
test: setup assets ## run the tests: make test ARGS="tests/hours -x -q"
	@PYTHONDONTWRITEBYTECODE= .venv/bin/python -m pytest $(ARGS)

test-long: setup assets ## hours of machine-driven tests: thousands of random runs, killed workers, a rush: make test-long ARGS="-k signup"
	@.venv/bin/python -m pytest tests/long -m "long or not long" --hypothesis-profile long $(ARGS)

lint: setup ## check the code without changing it
	.venv/bin/python -m ruff check .
	.venv/bin/python -m ruff format --check .
	.venv/bin/python -m djlint --lint --quiet templates

format: setup ## put the code into the house's form
	.venv/bin/python -m ruff check --fix-only --quiet .
	.venv/bin/python -m ruff format .

setup: ## install what running, testing and linting need into .venv
	@$(PYTHON) scripts/bootstrap.py dev

assets: setup ## bundle the front end into static/dist
	@$(LOCAL) assets

test-server: setup ## leave a test database running, so that tests start sooner
	@$(LOCAL) test-server

test-server-stop: ## end it
	@$(LOCAL) test-server-stop

lock: ## lock the Python packages again (needs uv): make lock ARGS=--upgrade
	@scripts/lock $(filter --upgrade%,$(ARGS))

clean: ## remove what was installed, built and stored here, the data of `make run` too
	@if [ -x .venv/bin/python ]; then $(LOCAL) test-server-stop && $(LOCAL) forget; fi
	rm -rf .venv static/dist frontend/node_modules tests/chromium/node_modules .pytest_cache .ruff_cache
