# Everything starts here: `make run` opens the terminal, `make test` checks all of it.
# Needed on the machine: Python 3.11 or newer and make. The rest is installed from the lock.

PYTHON ?= python3
export PYTHON
BIN := .venv/bin

# Where an untested branch could cost somebody points, or let somebody in.
EVERY_BRANCH := */domain/*,*/security/*,*/services/draws.py,*/services/memberships.py,$\
	*/services/points.py,*/services/redemptions.py,*/services/sales.py,$\
	*/services/wheels.py,*/storage/connection.py,*/storage/event_log.py,*/storage/print_jobs.py,$\
	*/storage/reader_pool.py,*/storage/sales.py,*/storage/store.py,*/storage/timeline.py

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench bench-sync mutants screenshots package lock clean ready-run ready-dev

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r a b; do \
		printf '%-20s%s\n' "$$a" "$$b"; done

run: ready-run ## opens the terminal on a demo shop (plays a story where there is no screen)
	@packaging/open_shop.sh

test: lint ## all checks: format, lint, types, imports, tests with coverage
	@echo "== tests"
	@$(BIN)/python -m tests.lanes
	@echo "== every branch of the rules, the locks and the sale"
	@$(BIN)/python -m coverage report --include='$(EVERY_BRANCH)' --fail-under=100

lint: ready-dev ## the checks that run nothing: format, lint, types, imports
	@echo "== format"
	@$(BIN)/ruff format --check --quiet . || { echo "Not formatted as agreed; 'make format' mends it." >&2; exit 1; }
	@echo "== lint"
	@$(BIN)/ruff check --quiet .
	@echo "== types"
	@$(BIN)/python -m mypy
	@echo "== imports"
	@$(BIN)/lint-imports --no-cache --no-logo

format: ready-dev ## formats the code and mends what can be mended without thought
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: ready-dev ## measures the paths that a queue waits for
	@$(BIN)/python -m tests.bench

bench-sync: ready-dev ## measures several tills and a hub on a real PostgreSQL
	@$(BIN)/python -m tests.bench --only sync --only bootstrap

mutants: ready-dev ## changes the rules in small ways; each time some test has to fail
	@packaging/environment.sh mutants
	@$(BIN)/mutmut run
	@$(BIN)/mutmut results

screenshots: ready-dev ## draws every screen into build/screenshots
	@$(BIN)/python -m tests.screenshots --out build/screenshots

package: ready-dev ## wheel and source archive in dist/
	@rm -rf dist
	@$(BIN)/python -m build --no-isolation --outdir dist

lock: ## writes requirements/*.txt anew (needs uv)
	@packaging/lock.sh

clean: ## removes all that was made, and keeps .venv and demo-shop
	@rm -rf build dist mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find pos_loyalty tests packaging db -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

ready-run:
	@packaging/system_libraries.sh window
	@packaging/environment.sh run

ready-dev:
	@packaging/system_libraries.sh tests
	@packaging/environment.sh dev
