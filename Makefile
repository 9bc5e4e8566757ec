# Two commands for a newcomer: `make demo` and `make test`. Everything happens in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONHASHSEED := 0
# Runs a command without a network, where the system lets a user do so.
OFFLINE := $(shell unshare --user --net true 2>/dev/null && echo unshare --user --net)

.PHONY: install demo test bench bench-long lint lock wheel wheel-test clean

install: $(VENV)/.installed

$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "demarche needs Python 3.11 or newer: make PYTHON=python3.12")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: install
	$(BIN)/python -m samples.demo

test: install
	$(BIN)/python -m pytest

bench: install
	$(BIN)/python -m benchmarks

# The figures that take hours: speed over many reports, scale over cores, growth from a thousand to a million.
bench-long: install
	$(BIN)/python -m benchmarks.speed --reports 1000
	$(BIN)/python -m benchmarks.scale --reports 2000
	$(BIN)/python -m benchmarks.gates
	$(BIN)/python -m benchmarks.growth --minutes 120

lint: install
	$(BIN)/ruff check src tests benchmarks training samples
	$(BIN)/ruff format --check src tests benchmarks training samples
	$(BIN)/mypy

wheel: install
	$(BIN)/python -m build --no-isolation --outdir dist

# The wheel in an environment of its own, with the libraries of .venv, away from the repository and without a network.
wheel-test: wheel
	rm -rf build/wheel && $(PYTHON) -m venv build/wheel
	build/wheel/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-index dist/demarche-*.whl
	$(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))' > build/wheel/libraries
	cp samples/reports/salisbury/report.html build/wheel/page.html
	cd build/wheel && $(OFFLINE) env PYTHONPATH="$$(cat libraries)" bin/python -c 'import demarche; print(demarche.__file__)'
	cd build/wheel && $(OFFLINE) env PYTHONPATH="$$(cat libraries)" bin/python -m demarche code --published 2018-03-17 page.html

# The lock holds exact versions with hashes, for Python 3.11 and newer.
lock: install
	$(BIN)/pip-compile --quiet --extra dev --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
