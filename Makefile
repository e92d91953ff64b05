# Everything is done by packaging/setup, with the machine's own Python; PYTHON=… names another one.
.DEFAULT_GOAL := help
.PHONY: help setup run test faults faults-long lint lock build/node/node_modules

BOOTSTRAP = @cd packaging && python="$$(sh setup/python.sh)" && exec "$$python" -m setup

help: ## List the targets
	@echo "make TARGET [PYTHON=python3.12] [ARGS=…]"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1	\2/p' Makefile

setup: ## Make .venv with the program in it: .venv/bin/ilert-desktop
	$(BOOTSTRAP) setup

run: ## Open the window (without a screen: run the self-test)
	$(BOOTSTRAP) run

test: ## Run the whole test suite; ARGS go to pytest
	$(BOOTSTRAP) test

faults: ## Break everything there is: 200 kills, a soak of 10,000 events, every time limit; some minutes
	$(BOOTSTRAP) faults

faults-long: ## The same with 2,000 kills and 100,000 events; an hour or more
	$(BOOTSTRAP) faults-long

lint: ## Check format, style, types and layers
	$(BOOTSTRAP) lint

lock: ## Write packaging/locks anew from pyproject.toml; ARGS=--upgrade takes newer versions
	$(BOOTSTRAP) lock

build/node/node_modules:
	$(BOOTSTRAP) node
