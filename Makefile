# Heyan: the commands that stay stable. Each sets up first what is missing; nothing is done twice.
.DEFAULT_GOAL := help
SHELL := /bin/bash
MAKEFLAGS += --no-print-directory

# Any Python 3.8 or newer starts set-up; which ones the environments get is found by scripts/setup.
PYTHON := $(shell for p in python3 /usr/bin/python3 python3.11 python3.12 python3.13 python3.10 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)

.PHONY: help setup run test evaluate bench network lock clean

help: ## Show the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS=$$'\t' read -r name text; do \
		printf '  make %-8s %s\n' "$$name" "$$text"; done

setup: python ## Build both environments and the pages, migrate, fill the demo shop, train
	@$(PYTHON) -m scripts.setup

run: setup ## Set up what is missing and start everything; Ctrl-C stops it
	@exec .venv/bin/heyan serve

test: python ## Set up what is missing and run every check and test (STEPS="unit faults": some)
	@$(PYTHON) -m scripts.setup --tools
	@exec .venv/bin/python -m scripts.suite $(STEPS)

evaluate: setup ## Measure the bot on data/evaluation (HEYAN_REAL_DIALOGUES=file: also on real lines)
	@exec .venv/bin/heyan evaluate all

bench: setup ## Measure what understanding, the studio's lists and WeChat's callbacks cost (an idle machine; forty minutes)
	@.venv/bin/python -m bench.nlu.run
	@.venv/bin/python -m bench.studio
	@exec .venv/bin/python -m bench.wechat

network: setup ## Teach the network anew on data/nlu (most of an hour), then train with it
	@.venv/bin/python -m tuning --base "$$(.venv-rasa/bin/python -m bot.network.base)"
	@exec .venv/bin/heyan train

lock: python ## Install requirements/*.in and write down what came (UPGRADE=1: newer versions)
	@$(PYTHON) -m scripts.setup lock $(if $(UPGRADE),--upgrade)

clean: ## Remove what set-up built; var/ with its data stays
	rm -rf .venv .venv-rasa build frontend/node_modules handoff/web/static models *.egg-info

.PHONY: python
python:
	@test -n "$(PYTHON)" || { echo "✗ No Python that runs: install Python 3.11 (for example: uv python install 3.11) and run this again."; exit 1; }
