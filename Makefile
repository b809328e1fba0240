# The front door: `make` builds the library, `make demo` shows it, `make test` proves it.
# All of it happens in .build; only `deps` (Debian packages, as root) and `install` go elsewhere.

PREFIX = /usr/local
LIBDIR = $(PREFIX)/lib

# Sanitized builds live apart: `make DZJOBS_SANITIZE=address`.
SANITIZE := $(addprefix --sanitize=,$(DZJOBS_SANITIZE))
BUILD := .build$(addprefix /,$(DZJOBS_SANITIZE))
LIBRARY := $(BUILD)/release/libdzjobs.so
STAGE := .build/stage
VENV := .build/venv
BENCH := .build/bench
FUZZ := .build/fuzz
FUZZ_SECONDS = 60
RETRIES := .build/botocore-retries
EMULATOR := python3 examples/emulator

# The header's DZJOBS_VERSION_NUMBER, 0xMMmmpp, is the one place where the version stands.
NUMBER := $(shell sed -n 's/^.define DZJOBS_VERSION_NUMBER 0x//p' include/dzjobs.h | cut -c1-6)
VERSION := $(shell echo $(NUMBER) | sed 's/../0x& /g' | xargs printf '%d.%d.%d')

.PHONY: all deps deps-test deps-bench demo test install clean stage
.PHONY: bench bench-check bench-baseline bench-plot
.PHONY: fuzz test-fuzz
.PHONY: test-lint test-unit test-consumer test-threads test-abi test-oracle
.NOTPARALLEL:

all:
	swift build -c release --disable-local-rpath --scratch-path $(BUILD) $(SANITIZE)
	ln -sf libdzjobs.so $(LIBRARY).0

$(LIBRARY): $(shell find Sources include packaging -type f) Package.swift
	$(MAKE) all

deps:
	packaging/deps.sh

deps-test:
	packaging/deps.sh test

deps-bench:
	packaging/deps.sh bench

demo: deps all
	mkdir -p .build/examples
	$(CC) -O2 -Iinclude examples/list_job_runs.c -o .build/examples/list_job_runs \
	  -L$(BUILD)/release "-Wl,-rpath,$(CURDIR)/$(BUILD)/release" -ldzjobs -ljansson
	$(EMULATOR) --runs 5000 --quiet -- examples/demo.sh .build/examples/list_job_runs {endpoint}

test: deps-test test-lint test-unit test-consumer test-threads test-abi test-oracle test-fuzz \
  bench-check

test-lint:
	swift format lint --strict --recursive Sources Tests Package.swift

test-unit:
	swift test --disable-default-traits --scratch-path .build/hosted

test-consumer: stage
	Tests/consumer/run.sh $(STAGE)

# The threads once more, under ThreadSanitizer.
test-threads:
	$(MAKE) stage DZJOBS_SANITIZE=thread STAGE=.build/thread/stage
	DZJOBS_SANITIZE=thread Tests/consumer/run.sh .build/thread/stage client_threads threads

test-abi: stage
	Tests/abi/header.sh $(STAGE)
	Tests/abi/exports.sh $(STAGE)
	Tests/abi/imports.sh $(STAGE)

test-oracle: all $(VENV)/stamp
	DZJOBS_BOTOCORE_RETRIES="$(CURDIR)/$(RETRIES)" $(VENV)/bin/python -m pytest -q Tests/oracle

$(VENV)/stamp: Tests/oracle/requirements.txt
	python3 -m venv --clear $(VENV)
	$(VENV)/bin/pip install -q --disable-pip-version-check -r $<
	rm -rf $(RETRIES)
	$(VENV)/bin/pip install -q --disable-pip-version-check --no-deps --target $(RETRIES) \
	  botocore==1.44.0
	touch $@

# Each fuzzer for so long, from a new seed. What they learn stays in $(FUZZ)/learned.
fuzz: deps-test $(FUZZ)/stamp $(VENV)/stamp all
	Tests/fuzz/run.sh $(FUZZ) $(FUZZ_SECONDS)
	DZJOBS_EXAMPLES=$$(($(FUZZ_SECONDS) * 100)) $(VENV)/bin/python -m pytest -q \
	  Tests/oracle/test_differential.py

# The same number of runs from the same seed at every time, about half a minute.
test-fuzz: $(FUZZ)/stamp
	Tests/fuzz/run.sh $(FUZZ) check

$(FUZZ)/stamp: $(shell find Sources include Tests/fuzz -name '*.[ch]' -o -name '*.swift')
	Tests/fuzz/build.sh $(FUZZ)
	touch $@

# What speed costs and what peers need for the same: a table that ends with the goals.
bench: deps-bench all $(BENCH)/venv/stamp
	Tests/bench/build.sh $(LIBRARY) $(BENCH) server load listing parse drain
	python3 Tests/bench/bench.py $(BENCH)

bench-plot: $(BENCH)/venv/stamp
	$(BENCH)/venv/bin/python Tests/bench/plot.py $(BENCH)

# Instructions and allocations against Tests/bench/baseline.json; no times.
bench-check: all
	Tests/bench/build.sh $(LIBRARY) $(BENCH) listing
	python3 Tests/bench/check.py $(BENCH)

bench-baseline: all
	Tests/bench/build.sh $(LIBRARY) $(BENCH) listing
	python3 Tests/bench/check.py $(BENCH) renew

$(BENCH)/venv/stamp: Tests/bench/requirements.txt
	python3 -m venv --clear $(BENCH)/venv
	$(BENCH)/venv/bin/pip install -q --disable-pip-version-check -r $<
	touch $@

# What the tests look at is what gets installed.
stage: all
	rm -rf $(STAGE)
	$(MAKE) install DESTDIR="$(CURDIR)/$(STAGE)" PREFIX=/usr LIBDIR=/usr/lib

install: $(LIBRARY)
	install -d $(DESTDIR)$(PREFIX)/include $(DESTDIR)$(LIBDIR)/pkgconfig
	install -m 644 include/dzjobs.h include/dzjobs_client.h $(DESTDIR)$(PREFIX)/include
	install -m 644 -s $(LIBRARY) $(DESTDIR)$(LIBDIR)/libdzjobs.so.$(VERSION)
	ln -sf libdzjobs.so.$(VERSION) $(DESTDIR)$(LIBDIR)/libdzjobs.so.0
	ln -sf libdzjobs.so.0 $(DESTDIR)$(LIBDIR)/libdzjobs.so
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' -e 's|@VERSION@|$(VERSION)|' \
	  packaging/dzjobs.pc.in > $(DESTDIR)$(LIBDIR)/pkgconfig/dzjobs.pc

clean:
	rm -rf .build
