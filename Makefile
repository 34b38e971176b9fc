# Two commands for everybody: make demo, make test. The others are for those who change the code.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test check accuracy bench clean

demo: $(VENV)/demo
	$(BIN)/followupd demo --into build/demo

test: $(VENV)/dev
	./.ci/programs
	PATH="$(abspath $(BIN)):$$PATH:$$(./.ci/programs --folder)" ./.ci/check

accuracy: $(VENV)/dev
	$(BIN)/python tests/accuracy/report.py

bench: $(VENV)/dev
	./.ci/programs
	PATH="$$PATH:$$(./.ci/programs --folder)" $(BIN)/python tests/bench/report.py

clean:
	rm -rf build $(VENV) .venv-*

$(VENV)/demo: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[all]'
	touch $@

$(VENV)/dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@ $(VENV)/demo
