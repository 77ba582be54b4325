# One command each; all set-up happens by itself in .venv. `make` alone lints and tests.
PYTHON ?= python3
unexport PYTHONDONTWRITEBYTECODE # hundreds of processes would each compile the program
BIN := .venv/bin
STAMP := .venv/ready
PEERS := .venv/peers
LIGHTHOUSE := .venv/lighthouse/.installed
WEB := .venv/web/ready

.PHONY: all setup programs site test quick serve lint lint-python format lock torture mutants bench bench-full bench-search bench-faces bench-report bench-desk bench-national look desk-tour guide-pictures clean

all: lint test

$(STAMP): requirements.txt requirements-dev.txt pyproject.toml
	sh .ci/environment "$(PYTHON)"
	touch $@

# What the gate needs, all at once (`make -j setup`): packages by hash, the web's tools, programs beside Python.
setup: $(STAMP) $(WEB) programs

programs:
	sh .ci/programs

site: $(STAMP)
	$(BIN)/dienhinh build

serve: $(STAMP)
	$(BIN)/dienhinh serve

lint: $(WEB) lint-python
	$(BIN)/pytest tests/test_web.py

lint-python: $(STAMP)
	$(BIN)/ruff check generator tests benchmarks deploy
	$(BIN)/ruff format --check generator tests benchmarks deploy
	$(BIN)/mypy

format: $(STAMP) $(WEB)
	$(BIN)/ruff format generator tests benchmarks deploy
	$(BIN)/ruff check --fix generator tests benchmarks deploy
	.venv/web/node_modules/.bin/prettier --config tests/web/prettier.config.json --write \
		"generator/theme/assets/javascripts/*.js" "generator/publish/sharing/*.js" "generator/desk/static/*.js" "generator/**/*.css" "tests/web/*.mjs"

$(WEB): $(wildcard tests/web/*.json tests/web/*.mjs)
	sh .ci/web
	touch $@

# Four at once on two cores: while some wait for a browser the others go on, and none grows as large as of three.
test: $(STAMP) $(WEB) programs
	TMPDIR=$$(sh .ci/fast-folder) $(BIN)/pytest -n 4 --dist worksteal

# While working on something: what needs no build, no browser and no history, in half a minute.
QUICK := source escape text records language templates archive rules store settings docs architecture hints \
	involvement facts import processes plausible search_index
quick: $(STAMP)
	TMPDIR=$$(sh .ci/fast-folder) $(BIN)/pytest -n 2 -m "not browser" $(QUICK:%=tests/test_%.py)

# Changes the gate, the rules, escaping, renaming and publishing a thousand times over; the tests must notice.
# About an hour and a half.
mutants: $(STAMP)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-mutants.txt
	$(BIN)/python -m tests.torture.mutants > .mutants

# The long forms of the hostile tests, about half an hour; `make mutants` first to have its figure as well.
torture: $(STAMP) programs
	$(BIN)/python -m tests.torture --mutants .mutants

# Against the peers: half an hour or more; needs npm for Eleventy. With 100 000 stories over an hour.
bench: $(PEERS)
	$(BIN)/python -m benchmarks.build

bench-full: $(PEERS)
	$(BIN)/python -m benchmarks.build --full

bench-search: $(PEERS) programs
	$(BIN)/python -m benchmarks.search

# What the faces for machines add to a cold build; with 10 000 stories about 15 minutes.
bench-faces: $(STAMP)
	$(BIN)/python -m benchmarks.faces 1000

$(PEERS): requirements-bench.txt $(STAMP)
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-compile --no-deps --require-hashes -r $<
	touch $@

$(LIGHTHOUSE): benchmarks/lighthouse/package-lock.json
	rm -rf .venv/lighthouse && mkdir -p .venv/lighthouse && cp benchmarks/lighthouse/*.json .venv/lighthouse/
	cd .venv/lighthouse && npm ci --no-audit --no-fund --ignore-scripts --silent
	touch $@

# Every template in every width, light, dark and on paper, beside its kept picture; what the judges find, what it weighs.
look: $(STAMP) $(WEB) $(LIGHTHOUSE) programs
	LOOK_AT_ALL=1 $(BIN)/pytest tests/test_look.py tests/test_access.py tests/test_html.py
	$(BIN)/python -m benchmarks.look

# A clerk's six tasks in a browser, to the public page; pictures of every step in .desk-tour/.
desk-tour: $(STAMP) $(WEB) programs
	DESK_TOUR=.desk-tour $(BIN)/pytest tests/test_desk_tour.py

# The pictures of the guide, of the desk as it is now; look at them before they are committed.
guide-pictures: $(STAMP) programs
	$(BIN)/python -m tests.guide_pictures 2023/nguyen-minh-thuy

# The report that is due, from 10 000 stories and 100 000 rows of decisions; about a minute and a half.
bench-report: $(STAMP)
	$(BIN)/python -m benchmarks.report

# How long a clerk waits at the desk, with 684 and with 10 000 stories; about a minute and a half.
bench-desk: $(STAMP)
	$(BIN)/python -m benchmarks.desk

# What grows how, and what a province and the country would take; about ten minutes.
bench-national: $(STAMP)
	$(BIN)/python -m benchmarks.national

# Needs `uv`. Hashes, no index addresses.
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements.in -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements-dev.in -o requirements-dev.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements-mutants.in -o requirements-mutants.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements-bench.in -o requirements-bench.txt

clean:
	rm -rf .venv site
