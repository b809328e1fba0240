# The front door: `make` builds the library, `make demo` shows it, `make test` proves it.
# All of it happens in .build; only `deps` (Debian packages, as root) and `install` go elsewhere.

.DEFAULT_GOAL := all
PREFIX = /usr/local
LIBDIR = $(PREFIX)/lib
MANDIR = $(PREFIX)/share/man

# Sanitized builds live apart: `make DZJOBS_SANITIZE=address`. So do those for another CPU:
# `make ARCH=aarch64`.
SWIFT_FLAGS := $(addprefix --sanitize=,$(DZJOBS_SANITIZE))
BUILD := .build$(addprefix /,$(DZJOBS_SANITIZE))
HOST := $(shell uname -m)
ARCH := $(HOST)
ifneq ($(ARCH),$(HOST))
include packaging/cross.mk
else
.PHONY: cross test-cross
cross test-cross:
	[ $(HOST) = aarch64 ] || $(MAKE) $@ ARCH=aarch64
endif
LIBRARY := $(BUILD)/release/libdzjobs.so
STAGE := $(BUILD)/stage
VENV := .build/venv
PYTHON := .build/python
BENCH := .build/bench
FUZZ := .build/fuzz
FUZZ_SECONDS = 60
RETRIES := .build/botocore-retries
EMULATOR := python3 examples/emulator

# The header's DZJOBS_VERSION_NUMBER, 0xMMmmpp, is the one place where the version stands.
NUMBER := $(shell sed -n 's/^.define DZJOBS_VERSION_NUMBER 0x//p' include/dzjobs.h | cut -c1-6)
VERSION := $(shell echo $(NUMBER) | sed 's/../0x& /g' | xargs printf '%d.%d.%d')

include packaging/release.mk

.PHONY: abi-baseline all clean deb demo demo-report deps deps-bench deps-test docs fuzz generate \
  install soak stage test uninstall wheel
.PHONY: bench bench-baseline bench-check bench-growth bench-plot bench-table
.PHONY: test-begin test-one test-lint test-members test-runners test-unit test-consumer \
  test-threads test-address test-abi test-packaging test-docs test-fuzz test-python test-oracle \
  test-network test-soak
.NOTPARALLEL:

all:
	@packaging/deps.sh swift
	swift build -c release --disable-local-rpath --scratch-path $(BUILD) $(SWIFT_FLAGS)
	[ -e $(LIBRARY) ] || ln -s libdzjobs.elf $(LIBRARY)
	ln -sf libdzjobs.so $(LIBRARY).0

$(LIBRARY): $(shell find Sources include packaging -type f) Package.swift
	$(MAKE) all

deps:
	packaging/deps.sh

deps-test:
	packaging/deps.sh test

deps-bench:
	packaging/deps.sh bench

demo: deps all command
	$(EMULATOR) --runs 5000 --quiet -- examples/demo.sh $(COMMAND)

# Skips are collected in this file and counted in the last line.
export DZJOBS_SKIPS := $(CURDIR)/.build/skips

test: test-begin deps-test test-lint test-members test-runners test-unit test-consumer \
  test-threads test-address test-abi test-packaging test-docs test-python test-oracle \
  test-network test-fuzz test-soak bench-check
	@python3 Tests/skips.py $(DZJOBS_SKIPS)

test-begin:
	@mkdir -p .build
	@rm -f $(DZJOBS_SKIPS)

# One test: a program, a file or test of pytest, a fuzzer, or a regular expression for Swift's.
test-one:
	Tests/one.sh "$(T)"

PYTEST_WORKERS = 4
PYTEST = timeout -k 10 1500 $(1)/bin/python -m pytest -q -n $(PYTEST_WORKERS)

# Writes what lists the members of a run, from packaging/members/members.txt.
generate:
	packaging/members/generate.py

test-lint:
	packaging/members/generate.py --check
	swift format lint --strict --recursive Sources Tests Package.swift
	! LC_ALL=C.UTF-8 grep -rnE --include='*.[ch]' --include='*.[ch]pp' --include='*.py' \
	  --include='*.sh' --include='*.rs' --include='*.go' --include='*.lua' '.{101}' \
	  Sources Tests include examples packaging

# A member that a copy of the sources gets by two lines and `make generate`.
test-members:
	Tests/members/run.sh

test-unit:
	Tests/unit.sh

# The scripts that run programs, on programs that fail, crash and hang.
test-runners: stage $(VENV)/stamp
	$(call PYTEST,$(VENV)) Tests/runners

test-consumer: stage
	Tests/consumer/run.sh $(STAGE)
	Tests/consumer/cpp.sh $(STAGE)

# The threads once more, under ThreadSanitizer.
test-threads:
	$(MAKE) stage DZJOBS_SANITIZE=thread STAGE=.build/thread/stage
	DZJOBS_SANITIZE=thread Tests/consumer/run.sh .build/thread/stage client_threads threads \
	  cpp_client arrow_owners arrow_stream

# All programs under AddressSanitizer and UndefinedBehaviorSanitizer; what was lent is given back
# when its promised life ends.
test-address:
	$(MAKE) stage DZJOBS_SANITIZE=address STAGE=.build/address/stage
	DZJOBS_SANITIZE=address Tests/consumer/run.sh .build/address/stage

test-abi: stage
	Tests/abi/header.sh $(STAGE)
	Tests/abi/exports.sh $(STAGE)
	Tests/abi/imports.sh $(STAGE)
	Tests/abi/compatible.sh $(STAGE)

# At a release: what programs may rely on from then on.
abi-baseline:
	mkdir -p .build/abi
	Tests/abi/describe.sh include .build/abi/baseline.abi
	cp .build/abi/baseline.abi Tests/abi/baseline.abi

# The API reference and the pages, as HTML; a warning of Doxygen is an error.
docs: deps-test
	rm -rf .build/docs
	mkdir -p .build/docs
	DZJOBS_VERSION=$(VERSION) doxygen packaging/docs/Doxyfile

test-docs: docs $(VENV)/stamp
	Tests/packaging/docs.sh
	$(call PYTEST,$(VENV)) Tests/packaging

test-packaging: $(BUILD)/stamp
	Tests/packaging/install.sh
	Tests/packaging/deb.sh

test-oracle: $(BUILD)/stamp $(VENV)/stamp
	DZJOBS_BOTOCORE_RETRIES="$(CURDIR)/$(RETRIES)" $(call PYTEST,$(VENV)) Tests/oracle

# nginx, haproxy, squid and tinyproxy of Debian in front of the emulator, and HTTP/2 with faults:
# about two minutes.
test-network: $(BUILD)/stamp $(VENV)/stamp $(PYTHON)/stamp
	DZJOBS_PYTHON="$(CURDIR)/$(PYTHON)/venv/bin/python" $(call PYTEST,$(VENV)) Tests/network

# Faults and load, in about twenty minutes; again with the SOAK_SEED that was printed.
SOAK_RUNS = 1000000
SOAK_KILLS = 100
SOAK_SECONDS = 600

soak: stage $(VENV)/stamp
	Tests/soak/run.sh $(STAGE) $(VENV)/bin/python --runs $(SOAK_RUNS) --kills $(SOAK_KILLS) \
	  --seconds $(SOAK_SECONDS) $(addprefix --seed ,$(SOAK_SEED))

test-soak:
	$(MAKE) soak SOAK_RUNS=20000 SOAK_KILLS=10 SOAK_SECONDS=5

$(VENV)/stamp: Tests/oracle/requirements.txt
	python3 -m venv --clear $(VENV)
	$(VENV)/bin/pip install -q --disable-pip-version-check -r $<
	rm -rf $(RETRIES)
	$(VENV)/bin/pip install -q --disable-pip-version-check --no-deps --target $(RETRIES) \
	  botocore==1.44.0
	touch $@

$(PYTHON)/stamp: $(WHEEL)/stamp $(PYTHON)/venv/stamp
	$(PYTHON)/venv/bin/pip install -q --disable-pip-version-check --no-deps --force-reinstall \
	  $(WHEEL)/*.whl
	touch $@

test-python: $(PYTHON)/stamp
	$(call PYTEST,$(PYTHON)/venv) Tests/python

# Makes of a listing of the emulator's what packaging/docs/report.png shows.
REPORT := .build/report

demo-report: $(PYTHON)/stamp
	mkdir -p $(REPORT)
	AWS_REGION=us-east-1 $(EMULATOR) --runs 48 --seed 7 --quiet -- $(PYTHON)/venv/bin/python \
	  examples/report.py --domain dzd_emulator --job job_emulator --endpoint-url {endpoint} \
	  --now 2023-11-15T00:10Z --html $(REPORT)/report.html --png $(REPORT)/report.png

# The table at the top of the README.
bench-table: $(PYTHON)/stamp
	Tests/bench/build.sh $(LIBRARY) $(BENCH) count_runs count_runs_curl
	$(PYTHON)/venv/bin/python Tests/bench/compare.py $(BENCH)

$(PYTHON)/venv/stamp: Tests/python/requirements.txt examples/job_report/requirements.txt
	python3 -m venv --clear $(PYTHON)/venv
	$(PYTHON)/venv/bin/pip install -q --disable-pip-version-check -r $<
	touch $@

# Each fuzzer for so long, from a new seed. What they learn stays in $(FUZZ)/learned.
fuzz: deps-test $(FUZZ)/stamp $(VENV)/stamp all
	Tests/fuzz/run.sh $(FUZZ) $(FUZZ_SECONDS)
	DZJOBS_EXAMPLES=$$(($(FUZZ_SECONDS) * 50)) $(VENV)/bin/python -m pytest -q \
	  --timeout $$(($(FUZZ_SECONDS) * 10 + 120)) Tests/oracle/test_differential.py

# The same number of runs from the same seed at every time, about half a minute.
test-fuzz: $(FUZZ)/stamp
	Tests/fuzz/run.sh $(FUZZ) check

$(FUZZ)/stamp: $(shell find Sources include Tests/fuzz/*.* Tests/consumer/arrow.h -type f)
	Tests/fuzz/build.sh $(FUZZ)
	touch $@

# What speed costs and what peers need for the same: a table that ends with the goals.
bench: deps-bench all $(BENCH)/venv/stamp
	Tests/bench/build.sh $(LIBRARY) $(BENCH) server load listing parse drain
	python3 Tests/bench/bench.py $(BENCH)

bench-plot: $(BENCH)/venv/stamp
	$(BENCH)/venv/bin/python Tests/bench/plot.py $(BENCH)

# Instructions, allocations, memory and system calls against Tests/bench/baseline.json; no times.
bench-check: $(BUILD)/stamp
	Tests/bench/build.sh $(LIBRARY) $(BENCH) listing many server
	python3 Tests/bench/check.py $(BENCH)

bench-baseline: all
	Tests/bench/build.sh $(LIBRARY) $(BENCH) listing many server
	python3 Tests/bench/check.py $(BENCH) renew

# How time and memory grow with input that means harm.
bench-growth: all
	Tests/bench/build.sh $(LIBRARY) $(BENCH) growth
	python3 Tests/bench/growth.py $(BENCH)

$(BENCH)/venv/stamp: Tests/bench/requirements.txt
	python3 -m venv --clear $(BENCH)/venv
	$(BENCH)/venv/bin/pip install -q --disable-pip-version-check -r $<
	touch $@

clean:
	rm -rf .build

include packaging/command.mk
