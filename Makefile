# Set-up needs Python 3.11 and make; Node comes with the Python packages. Everything lands in .venv and node_modules.

PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
# The tests start the portal some 200 times: it need not be compiled each time, whatever the environment says.
export PYTHONDONTWRITEBYTECODE :=

MODULES := $(shell find static/js static/css static/img -type f) crypto/written/text.json static/build.mjs
DEMO := BEKYMRET_INSTANCE=$(CURDIR)/.demo BEKYMRET_PORT=$(PORT)
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/messages.po)

.PHONY: help demo run check test cases lint test-python test-js test-quick drills bench mutants audit format hook clean

help: ## says what each command does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{ printf "  make %-10s %s\n", $$1, $$2 }'

demo: build ## a portal to try, with invented advisors and reports; PORT= changes the port
	rm -rf .demo
	@$(DEMO) flask --app app demo
	@$(DEMO) python app.py

run: build ## the real portal; a new installation is led through portal key and enrolment first
	@BEKYMRET_PORT=$(PORT) flask --app app portal begin
	@BEKYMRET_PORT=$(PORT) python app.py

check: build .venv/dev services ## the quick part, two to three minutes: everything but browser and drills
	@$(MAKE) --no-print-directory -j3 lint test-js test-quick

test: ## everything, in a real browser too
	@$(MAKE) --no-print-directory -j3 build .venv/dev services
	@$(MAKE) --no-print-directory -j2 --output-sync lint test-js
	@$(MAKE) --no-print-directory test-python

lint: build .venv/dev
	ruff check .
	ruff format --check .
	mypy
	npm run --silent lint
	npm run --silent types

test-js: build
	npm test --silent

test-quick: build .venv/dev services
	pytest -n 2 --ignore tests/test_browser --ignore tests/test_drills

cases: build .venv/dev services ## inputs that failed somewhere, with their right values; CASES= names another folder of them
	CASES=$(abspath $(CASES)) pytest -q tests/cases

test-python: build .venv/dev services
	pytest -n 3 --maxschedchunk 1

drills: build .venv/dev services ## kills, cuts, floods and bends a running portal at full length, and prints the figures (half an hour)
	DRILLS=full pytest -q -s tests/test_drills tests/test_browser/test_replacing.py

bench: build .venv/dev services ## measures what the design promises, as ratios
	python -m bench

mutants: build .venv/dev services ## plants thousands of small faults in crypto/ and the guards and counts the tests' catch (an hour)
	pip install --quiet --disable-pip-version-check --requirement requirements-mutants.txt
	mutmut run && mutmut results

# Asks the registries, so it needs the network and stands apart from `test`.
audit: .venv/dev ## asks for known holes in what we depend on
	pip-audit --requirement requirements.txt
	npm audit --omit=dev

format: .venv/dev node_modules/ready ## writes the code as the linters want it
	ruff check --fix .
	ruff format .
	npm run --silent format

hook: ## has git call `make check` before every push
	git config core.hooksPath tools/hooks

.PHONY: build services
build: static/build/ready $(CATALOGUES:.po=.mo)

static/build/ready: node_modules/ready $(MODULES) $(CATALOGUES:.po=.mo) reporting/questions.py reporting/calendar.py
	python -m reporting.commands.built_in static/built-in
	npm run --silent build
	touch $@

%.mo: %.po .venv/ready
	pybabel --quiet compile --input-file $< --output-file $@ --locale $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))

node_modules/ready: package.json package-lock.json .venv/ready
	npm ci --loglevel=error
	touch $@

.venv/ready: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	pip install --quiet --disable-pip-version-check --requirement requirements.txt
	touch $@

.venv/dev: requirements-dev.txt .venv/ready
	pip install --quiet --disable-pip-version-check --no-compile --requirement requirements-dev.txt
	touch $@

# The tests and measurements drive Debian's programs.
services:
	@command -v chromium >/dev/null && command -v chromium-headless-shell >/dev/null && command -v firefox-esr >/dev/null && command -v redis-server >/dev/null && command -v caddy >/dev/null && command -v strace >/dev/null && command -v wrk >/dev/null && command -v tor >/dev/null && command -v systemd-analyze >/dev/null && ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || { apt-get update -qq && apt-get install -y -qq chromium chromium-headless-shell firefox-esr fonts-noto-core redis-server caddy strace wrk tor systemd postgresql; }

clean: ## removes everything that make put here
	rm -rf .venv node_modules static/build static/built-in .demo mutants
	find translations -name '*.mo' -delete
