# The commands of the project; what they do is in scripts/ and senco/.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
PYTHON_HERE := .venv/bin/python
.PHONY: help run setup train test simulate lint format types lock widget bench clean check-credentials teams-package

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Set up and train if needed, start the assistant, print its address (HOST, PORT, ACTIONS_PORT, SENCO_TODAY, SENCO_ENV)
	@scripts/setup
	@$(PYTHON_HERE) -m senco.server

setup: ## Build .venv with the product and the tools of the checks
	@scripts/setup dev
	@echo "Ready: .venv (try: .venv/bin/senco --help)"

train: ## Train the model anew
	@scripts/setup
	@$(PYTHON_HERE) -m senco.trained_model

test: ## Everything that CI checks, in order, until something fails
	@scripts/setup dev
	@$(PYTHON_HERE) scripts/checks.py

lint: ## Style, and who may import whom
	@scripts/setup dev
	@$(PYTHON_HERE) scripts/checks.py style imports

format: ## Put the code into the one style
	@scripts/setup dev
	@.venv/bin/ruff check --fix --quiet senco actions scripts tests
	@.venv/bin/ruff format senco actions scripts tests

types: ## mypy, strict
	@scripts/setup dev
	@$(PYTHON_HERE) scripts/checks.py types

lock: ## Resolve requirements*.in into the hash-locked files
	@scripts/lock

widget: ## Build the chat widget into widget/dist and print its size and integrity (needs Node.js)
	@cd widget && npm ci --silent --ignore-scripts && npm run --silent build

check-credentials: ## Say for every channel which settings are set and which are missing
	@scripts/setup
	@$(PYTHON_HERE) -m scripts.check_credentials

teams-package: ## Build and check the app package for Microsoft Teams (SENCO_TEAMS_APP_ID, SENCO_SITE)
	@scripts/setup
	@$(PYTHON_HERE) -m scripts.teams_package

simulate: ## Ten thousand simulated conversations in process (see tests/simulation)
	@scripts/setup dev
	@$(PYTHON_HERE) -m tests.simulation

bench: ## Measure against Rasa's starter bot
	@scripts/setup dev
	@$(PYTHON_HERE) -m tests.bench

clean: ## Remove what was built: environment, models, caches
	@rm -rf .venv .uv .cache .rasa results htmlcov .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache senco.egg-info
	@find models -mindepth 1 ! -name .gitkeep -delete
	@find senco actions scripts tests -name __pycache__ -prune -exec rm -rf {} +
