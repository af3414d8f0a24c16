# `make run` starts the register, `make test` and `make check` verify it, `make` lists all targets.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
# What a new register is filled with: demo, or known for what public sources state.
DATA ?= demo
# More arguments of pytest: make test ARGS="tests/agreements -x"
ARGS ?=

SHELL := /bin/sh
BIN := .venv/bin
CORES := $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
TRANSLATIONS := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test test-quick coverage mutants check format messages screenshots
.DEFAULT_GOAL := help

help: ## visar den här listan
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

ifeq ($(DATA),known)
# A separate data directory, so that fictional and known facts are never mixed.
run: export VAR_DIR ?= var/known
endif
run: .venv/installed $(TRANSLATIONS) ## startar registret på http://127.0.0.1:8000 (PORT=8001 väljer en annan port, DATA=known kända uppgifter)
	@$(BIN)/python manage.py serve --host $(HOST) --port $(PORT) --data $(DATA)

# A separate data directory, so that tests do not use a running register. With DATABASE_URL they use that server.
test test-quick coverage mutants check messages: export VAR_DIR := var/test
test test-quick coverage mutants: export SECRET_KEY ?= tests
test test-quick coverage mutants: export ALLOWED_HOSTS ?= localhost,127.0.0.1
test test-quick coverage mutants: export HTTPS := false
# The tests start many processes, which read compiled modules in half the time.
test test-quick coverage mutants check: export PYTHONDONTWRITEBYTECODE :=
test: .venv/installed-dev $(TRANSLATIONS) chromium ## kör alla prov, i webbläsare också
	@$(BIN)/python -m pytest -n $(CORES) --dist worksteal $(ARGS)

test-quick: .venv/installed-dev $(TRANSLATIONS) ## kör proven utan webbläsare, egna servrar och uppgraderingar, med få slumpade exempel
	@HYPOTHESIS_PROFILE=quick $(BIN)/python -m pytest -n $(CORES) --dist worksteal -q -m "not browser and not slow and not migrations" $(ARGS)

coverage: .venv/installed-dev $(TRANSLATIONS) chromium ## kör alla prov och mäter vilken kod de kör, på dubbla tiden
	@$(BIN)/python -m pytest -n $(CORES) --dist worksteal --cov --cov-report=term:skip-covered $(ARGS)

mutants: .venv/installed-dev $(TRANSLATIONS) ## bryter reglerna en i taget och kontrollerar att proven märker det
	@$(BIN)/python -m tests.mutants $(ARGS)

check: .venv/installed-dev ## granskar kod, typer, mallar, migreringar, översättningar och driftinställningar
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m ruff check .
	$(BIN)/python -m mypy
	$(BIN)/python -c 'import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))'
	$(BIN)/python -m djlint templates --check --lint
	$(BIN)/python manage.py makemigrations --check --dry-run
	.ci/check-translations
	DATABASE_URL=postgres://server/register SECRET_KEY=$$(od -An -tx1 -N32 /dev/urandom | tr -d ' \n') \
	ALLOWED_HOSTS=example.se $(BIN)/python manage.py check --deploy --fail-level WARNING

format: .venv/installed-dev ## formaterar kod och mallar
	$(BIN)/python -m ruff format .
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m djlint templates --reformat --quiet

screenshots: .venv/installed-dev $(TRANSLATIONS) chromium ## tar bilder av alla sidor, ljusa och mörka, till var/screenshots
	@$(BIN)/python docs/screenshots.py

messages: .venv/installed-dev ## hämtar texterna som ska översättas till locale/en (behöver gettext)
	.ci/check-translations --update

%.mo: %.po | .venv/installed
	@$(BIN)/python -m babel.messages.frontend --quiet compile --input-file $< --output-file $@

.venv/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Registret behöver Python 3.11 eller senare. Ange en annan: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Installerar det som registret behöver i .venv. Det tar någon minut första gången."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --quiet --requirement requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	@$(BIN)/python -m pip install --quiet --quiet --requirement requirements-dev.txt
	@touch $@

.PHONY: chromium
chromium:
ifeq ($(CHROMIUM),)
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; \
		then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes chromium >/dev/null; \
		else echo "Proven i webbläsare behöver Chromium. Installera det (sudo apt install chromium)," \
			"eller kör proven utan: make test CHROMIUM=ingen ARGS='-m \"not browser\"'"; exit 1; fi
endif
