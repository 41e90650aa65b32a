# Set-up needs Python 3.11 and make; Node comes with the Python packages. Everything lands in .venv and node_modules.

PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

MODULES := $(shell find static/js static/css static/img -type f) static/build.mjs
DEMO := BEKYMRET_INSTANCE=$(CURDIR)/.demo BEKYMRET_PORT=$(PORT)
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/messages.po)

.PHONY: demo run test lint test-python test-js bench audit format clean

demo: build
	rm -rf .demo
	@$(DEMO) flask --app app demo
	@$(DEMO) python app.py

run: build
	@BEKYMRET_PORT=$(PORT) flask --app app advisor invite-first
	@BEKYMRET_PORT=$(PORT) python app.py

test: lint test-js test-python

lint: build .venv/dev
	ruff check .
	ruff format --check .
	mypy
	npm run --silent lint

test-js: build
	npm test --silent

test-python: build .venv/dev chromium
	pytest -n 2

bench: build .venv/dev chromium
	python -m bench

# Asks the registries for known holes, so it needs the network and stands apart from `test`.
audit: .venv/dev
	pip-audit --requirement requirements.txt
	npm audit --omit=dev

format: .venv/dev node_modules/ready
	ruff check --fix .
	ruff format .
	npm run --silent format

.PHONY: build chromium
build: static/build/ready $(CATALOGUES:.po=.mo)

static/build/ready: node_modules/ready $(MODULES)
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
	pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	touch $@

# The browser tests drive Debian's Chromium.
chromium:
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq chromium fonts-noto-core; }

clean:
	rm -rf .venv node_modules static/build .demo
	find translations -name '*.mo' -delete
