# Shorthand for run.py, which needs no make.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := check
.PHONY: check help format test run bench wheel explorer

check: ## Check format, lint, types and tests, as CI does
	$(PYTHON) run.py check

help: ## List the targets
	@sed -n 's/^\([a-z]*\): ## /\1	/p' Makefile

format: ## Format the code and repair what ruff can repair
	$(PYTHON) run.py setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test: ## Run the tests
	$(PYTHON) run.py test

run: ## Serve a demonstration
	$(PYTHON) run.py demo

bench: ## Measure the server
	$(PYTHON) run.py bench

wheel: ## Build the wheel into dist/
	$(PYTHON) run.py setup
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

SWAGGER_UI := LICENSE NOTICE package.json swagger-ui-bundle.js swagger-ui-bundle.js.LICENSE.txt swagger-ui.css
explorer: ## Fetch the newest Swagger UI, which the explorer at /docs is made of
	cd rpc/web/swagger-ui && tar xzmf $$(npm pack --silent swagger-ui-dist@5) --strip-components=1 $(SWAGGER_UI:%=package/%)
	rm rpc/web/swagger-ui/*.tgz
