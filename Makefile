# Một Cửa. `make help` lists what there is; each target sets up what it needs and a second run starts at once.

PYTHON ?= python3
BIN := .venv/bin
RULE_TESTS := tests/models tests/kiosk/journey tests/printers/test_ticket.py tests/printers/test_template.py tests/printers/test_conversation.py tests/printers/test_replies.py
export QT_QUICK_BACKEND ?= software

.PHONY: help run demo test check bench soak setup face-recognition emupos lock clean
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: .venv/ready ## show a whole hall on this machine: kiosk, printer, displays, staff, reports
	@$(BIN)/motcua demo

demo: .venv/ready ## the same, with a stand-in citizen and clerk who make two visits, then stop
	@$(BIN)/motcua demo --play --visits 2

test: check ## everything CI runs: the checks, then all tests (real PostgreSQL, Chromium, Qt)
	@echo "Testing the rules, every line of which must be tested …"
	@$(BIN)/python -m coverage run -m pytest --quiet $(RULE_TESTS)
	@$(BIN)/python -m coverage report --skip-covered
	@echo "Running all other tests …"
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest --quiet -n $$(($$(nproc) + 1)) --dist worksteal --max-worker-restart 0 $(RULE_TESTS:%=--ignore=%)

check: .venv/ready-dev ## format, lint, types, arrows between packages, QML, spelling
	@echo "Checking format, lint, types, imports, QML and spelling …"
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo >build/imports.txt || { cat build/imports.txt; exit 1; }
	@$(BIN)/python tools/check_qml.py
	@$(BIN)/python tools/check_spelling.py

bench: .venv/ready-dev ## every benchmark: one JSON object a line (name, value, unit, peer, ratio, floor, ok)
	@status=0; for name in faces face_search liveness printing paper_reading card_reading card_lookup lookup screens journeys policy wait call_cost kiosk_issue cut_off city_sync queue_rates; do $(BIN)/python -m benchmarks.$$name || status=1; done; exit $$status

soak: .venv/ready-dev ## the slow proofs: the server killed again and again under load; one face among 10 million
	@$(BIN)/python -m benchmarks.queue_faults
	@$(BIN)/python -m tests.simulator --seeds 20000
	@$(BIN)/python -m tests.faults --minutes 30
	@$(BIN)/python -m benchmarks.face_search --ten-million
	@$(MAKE) emupos || echo "What needs Python 3.13 is not run."
	@$(BIN)/python -m pytest --quiet tests/printers/test_second_opinion.py

setup: .venv/ready ## install what running needs, and nothing else

face-recognition: .venv/ready-face-recognition ## install that engine for a hall which wants it (docs/operate.md)

emupos: ## install another printer in software, for `make soak` (needs Python 3.13)
	@[ -d build/emupos ] || { python3.13 -m venv build/emupos && build/emupos/bin/pip install --quiet emupos==0.4.0; }

lock: ## rewrite the locks from pyproject.toml (needs uv)
	@tools/lock.sh

clean: ## remove everything that was set up or made
	rm -rf .venv build var assets/weights assets/fonts assets/node_modules.sha256

.venv/ready: requirements.lock pyproject.toml assets/package-lock.json tools/system_packages.sh
	@tools/system_packages.sh run
	@test -x $(BIN)/python || { echo "Making the virtual environment .venv …"; $(PYTHON) -m venv .venv; }
	@echo "Installing the locked Python packages (hashes verified, nothing is compiled) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python tools/fetch_assets.py
	@touch $@

.venv/ready-face-recognition: .venv/ready requirements-face-recognition.lock
	@echo "Installing the face engine face_recognition, without what it asks for (ADR-0022) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes -r requirements-face-recognition.lock
	@touch $@

.venv/ready-dev: .venv/ready .venv/ready-face-recognition requirements-dev.lock
	@tools/system_packages.sh test
	@echo "Installing the tools for tests and checks …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements-dev.lock
	@mkdir -p build
	@touch $@
