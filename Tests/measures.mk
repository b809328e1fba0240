# Measures the tests, and looks for faults that they do not see. `make test` runs none of these.

.PHONY: analyze coverage mutants

## analyze: looks for faulty paths of the C sources by the analyzers of clang and gcc
analyze:
	Tests/analyze.sh

## coverage: prints the regions and lines of each source file that tests run
coverage:
	Tests/coverage.sh

## mutants: changes one operator at a time; lists the changes that no test notices
AREAS = core client cpp python
N = 40
SEED = 1
mutants: $(VENV)/stamp $(PYTHON)/stamp
	python3 -u Tests/mutants/run.py --count $(N) --seed $(SEED) $(AREAS)
