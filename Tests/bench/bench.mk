# Measures the cost of the library, beside that of its peers.

BENCH := .build/bench

.PHONY: bench bench-baseline bench-check bench-data bench-growth bench-plot bench-table

## bench-table: prints the table at the top of the README
bench-table: $(PYTHON)/stamp
	Tests/bench/build.sh $(LIBRARY) $(BENCH) count_runs count_runs_curl
	$(PYTHON)/venv/bin/python Tests/bench/compare.py $(BENCH)

## bench-data: prints the table of data tools in the README, of a million runs
bench-data: $(PYTHON)/stamp
	Tests/bench/build.sh $(LIBRARY) $(BENCH) server
	$(PYTHON)/venv/bin/python Tests/bench/data.py $(BENCH)

## bench: measures the library and its peers, and prints which goals it reaches
bench: deps-bench all $(BENCH)/venv/stamp
	Tests/bench/build.sh $(LIBRARY) $(BENCH) server load listing parse drain
	python3 Tests/bench/bench.py $(BENCH)

## bench-plot: draws what bench measured, as packaging/docs/bench-light.svg and bench-dark.svg
bench-plot: $(BENCH)/venv/stamp
	$(BENCH)/venv/bin/python Tests/bench/plot.py $(BENCH)

## bench-check: compares instructions, memory and system calls with the baseline
bench-check: $(BUILD)/stamp
	Tests/bench/build.sh $(LIBRARY) $(BENCH) listing many server
	python3 Tests/bench/check.py $(BENCH)

## bench-baseline: records what bench-check compares with
bench-baseline: all
	Tests/bench/build.sh $(LIBRARY) $(BENCH) listing many server
	python3 Tests/bench/check.py $(BENCH) renew

## bench-growth: measures how time and memory grow with hostile input
bench-growth: all
	Tests/bench/build.sh $(LIBRARY) $(BENCH) growth
	python3 Tests/bench/growth.py $(BENCH)

$(BENCH)/venv/stamp: Tests/bench/requirements.txt
	python3 -m venv --clear $(BENCH)/venv
	$(BENCH)/venv/bin/pip install -q --disable-pip-version-check -r $<
	touch $@
