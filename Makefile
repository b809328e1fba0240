# The front door: `make` builds the library, `make demo` shows it, `make test` proves it, and
# `make help` lists the rest, which is what stands after ## in these files.
# All of it happens in .build; only `deps` (Debian packages, as root) and `install` go elsewhere.

.DEFAULT_GOAL := all
PREFIX = /usr/local
LIBDIR = $(PREFIX)/lib
MANDIR = $(PREFIX)/share/man

# Sanitized builds live apart: `make DZJOBS_SANITIZE=address`. So do those for another CPU:
# `make ARCH=aarch64`.
SWIFT_FLAGS := $(addprefix --sanitize=,$(DZJOBS_SANITIZE))
BUILD := .build$(addprefix /,$(DZJOBS_SANITIZE))
# The linker optimizes all modules as one (LTO). What it compiles is the static library's, too.
ifndef DZJOBS_SANITIZE
WHOLE = --experimental-lto-mode full -Xlinker --lto-obj-path=$(CURDIR)/$(BUILD)/dzjobs.o
endif
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
FUZZ := .build/fuzz
FUZZ_SECONDS = 60
RETRIES := .build/botocore-retries
EMULATOR := python3 examples/emulator

# The header's DZJOBS_VERSION_NUMBER, 0xMMmmpp, is the one place where the version stands.
NUMBER := $(shell sed -n 's/^.define DZJOBS_VERSION_NUMBER 0x//p' include/dzjobs.h | cut -c1-6)
VERSION := $(shell echo $(NUMBER) | sed 's/../0x& /g' | xargs printf '%d.%d.%d')

include packaging/release.mk

.PHONY: abi-baseline all clean deb demo demo-report deps deps-bench deps-test docs fuzz \
  generate help install soak stage test uninstall wheel
.PHONY: test-begin test-one test-lint test-members test-runners test-unit test-consumer \
  test-threads test-address test-abi test-packaging test-docs test-fuzz test-python test-oracle \
  test-network test-soak
.NOTPARALLEL:

## help: lists the targets
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST) | while IFS=: read -r target text; do \
	  printf '%-15s%s\n' "$$target" "$$text"; done

## all: builds the library, in .build/release; `make` alone does that
all:
	@packaging/deps.sh swift
	swift build -c release --disable-local-rpath --scratch-path $(BUILD) $(SWIFT_FLAGS) $(WHOLE)
	[ -e $(LIBRARY) ] || ln -s libdzjobs.elf $(LIBRARY)
	ln -sf libdzjobs.so $(LIBRARY).0

$(LIBRARY): $(shell find Sources include packaging -type f) Package.swift
	$(MAKE) all

## deps: installs the Debian packages that building needs, as root
deps:
	packaging/deps.sh

## deps-test: installs those that the tests need as well
deps-test:
	packaging/deps.sh test

## deps-bench: installs those that the benchmarks need as well
deps-bench:
	packaging/deps.sh bench

## demo: builds the library and the command, and lists runs of a local service
demo: deps all command
	$(EMULATOR) --runs 5000 --quiet -- examples/demo.sh $(COMMAND)

# Skips are collected in this file and counted in the last line.
export DZJOBS_SKIPS := $(CURDIR)/.build/skips

## test: runs all tests; the last line counts what was skipped
test: test-begin deps-test test-lint test-members test-runners test-unit test-consumer \
  test-threads test-address test-abi test-packaging test-docs test-python test-oracle \
  test-network test-fuzz test-soak bench-check
	@MAKE="$(MAKE)" Tests/late.sh test-cross 400 test-dist 600 test-systems 240
	@python3 Tests/skips.py $(DZJOBS_SKIPS)

test-begin:
	@mkdir -p .build
	@rm -f $(DZJOBS_SKIPS)

## test-one: runs the test T=..., as CONTRIBUTING.md says
test-one:
	Tests/one.sh "$(T)"

PYTEST_WORKERS = 4
PYTEST = timeout -k 10 1500 $(1)/bin/python -m pytest -q -n $(PYTEST_WORKERS)

## generate: writes all that lists members of a run, from packaging/members/members.txt
generate:
	packaging/members/generate.py

## test-lint: checks formats, lengths of lines, and what was generated
test-lint:
	packaging/members/generate.py --check
	swift format lint --strict --recursive Sources Tests Package.swift
	! LC_ALL=C.UTF-8 grep -rnE --include='*.[ch]' --include='*.[ch]pp' --include='*.py' \
	  --include='*.sh' --include='*.rs' --include='*.go' --include='*.lua' '.{101}' \
	  Sources Tests include examples packaging

## test-members: adds a member to a copy of the sources, and builds that
test-members:
	Tests/members/run.sh

## test-unit: runs the unit tests in Swift
test-unit:
	Tests/unit.sh

## test-runners: tests the scripts that run tests: failures, crashes and hangs
test-runners: stage $(VENV)/stamp
	$(call PYTEST,$(VENV)) Tests/runners

## test-consumer: runs programs in C and C++, also under Valgrind
test-consumer: stage
	Tests/consumer/run.sh $(STAGE)
	Tests/consumer/cpp.sh $(STAGE)

## test-threads: runs the programs with threads under ThreadSanitizer
test-threads:
	$(MAKE) stage DZJOBS_SANITIZE=thread STAGE=.build/thread/stage
	DZJOBS_SANITIZE=thread Tests/consumer/run.sh .build/thread/stage client_threads threads \
	  fork_threads cpp_client arrow_owners arrow_stream

## test-address: runs all programs under AddressSanitizer and UndefinedBehaviorSanitizer
test-address:
	$(MAKE) stage DZJOBS_SANITIZE=address STAGE=.build/address/stage
	DZJOBS_SANITIZE=address Tests/consumer/run.sh .build/address/stage

## test-abi: compares exports, imports and headers with what was promised
test-abi: stage
	Tests/abi/header.sh $(STAGE)
	Tests/abi/exports.sh $(STAGE)
	Tests/abi/imports.sh $(STAGE)
	Tests/abi/hardening.sh $(STAGE)
	Tests/abi/compatible.sh $(STAGE)

## abi-baseline: records at a release what programs may rely on from then on
abi-baseline:
	mkdir -p .build/abi
	Tests/abi/describe.sh include .build/abi/baseline.abi
	cp .build/abi/baseline.abi Tests/abi/baseline.abi

## docs: makes the documentation site, in .build/docs/html
docs: .build/docs/venv/stamp
	rm -rf .build/docs/html
	.build/docs/venv/bin/python -B packaging/reference/site_pages.py .build/docs/html $(VERSION)

.build/docs/venv/stamp: packaging/reference/requirements.txt
	python3 -m venv --clear .build/docs/venv
	.build/docs/venv/bin/pip install -q --disable-pip-version-check -r $<
	touch $@

## test-docs: checks the manual pages, and looks at the site in a browser
test-docs: docs $(VENV)/stamp
	$(call PYTEST,$(VENV)) Tests/packaging

## test-packaging: tests what make, make install and make deb do
test-packaging: $(BUILD)/stamp $(WHEEL_VENV)/stamp
	Tests/packaging/source.sh $(WHEEL_VENV)
	Tests/packaging/install.sh
	Tests/packaging/deb.sh

## test-oracle: compares the library with botocore
test-oracle: $(BUILD)/stamp $(VENV)/stamp
	DZJOBS_BOTOCORE_RETRIES="$(CURDIR)/$(RETRIES)" $(call PYTEST,$(VENV)) Tests/oracle

## test-network: puts nginx, haproxy, squid and tinyproxy in front of the emulator
test-network: $(BUILD)/stamp $(VENV)/stamp $(PYTHON)/stamp
	DZJOBS_PYTHON="$(CURDIR)/$(PYTHON)/venv/bin/python" $(call PYTEST,$(VENV)) Tests/network

## soak: makes faults and load for twenty minutes; SOAK_SEED=... repeats a run
SOAK_RUNS = 1000000
SOAK_KILLS = 100
SOAK_SECONDS = 600

soak: stage $(VENV)/stamp
	Tests/soak/run.sh $(STAGE) $(VENV)/bin/python --runs $(SOAK_RUNS) --kills $(SOAK_KILLS) \
	  --seconds $(SOAK_SECONDS) $(addprefix --seed ,$(SOAK_SEED))

## test-soak: makes faults and load for seconds
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

## test-python: tests the Python package, as its wheel installs it
test-python: $(PYTHON)/stamp
	$(call PYTEST,$(PYTHON)/venv) Tests/python

## demo-report: draws a report of a listing, in .build/report
REPORT := .build/report

demo-report: $(WHEEL)/stamp $(REPORT)/venv/stamp
	$(REPORT)/venv/bin/pip install -q --disable-pip-version-check --no-deps --force-reinstall \
	  $(WHEEL)/*.whl
	AWS_REGION=us-east-1 $(EMULATOR) --runs 48 --seed 7 --quiet -- $(REPORT)/venv/bin/python \
	  examples/report.py --domain dzd_emulator --job job_emulator --endpoint-url {endpoint} \
	  --now 2023-11-15T00:10Z --html $(REPORT)/report.html --png $(REPORT)/report.png

$(REPORT)/venv/stamp: examples/job_report/requirements.txt
	python3 -m venv --clear $(REPORT)/venv
	$(REPORT)/venv/bin/pip install -q --disable-pip-version-check -r $<
	touch $@

$(PYTHON)/venv/stamp: Tests/python/requirements.txt examples/job_report/requirements.txt
	python3 -m venv --clear $(PYTHON)/venv
	$(PYTHON)/venv/bin/pip install -q --disable-pip-version-check -r $<
	touch $@

## fuzz: runs each fuzzer for FUZZ_SECONDS=60 from a new seed
fuzz: deps-test $(FUZZ)/stamp $(VENV)/stamp all
	Tests/fuzz/run.sh $(FUZZ) $(FUZZ_SECONDS)
	DZJOBS_EXAMPLES=$$(($(FUZZ_SECONDS) * 50)) $(VENV)/bin/python -m pytest -q \
	  --timeout $$(($(FUZZ_SECONDS) * 10 + 120)) Tests/oracle/test_differential.py

## test-fuzz: runs each fuzzer for a fixed number of runs from one seed
test-fuzz: $(FUZZ)/stamp
	Tests/fuzz/run.sh $(FUZZ) check

$(FUZZ)/stamp: $(shell find Sources include Tests/fuzz/*.* Tests/consumer/arrow.h -type f)
	Tests/fuzz/build.sh $(FUZZ)
	touch $@

## clean: removes .build
clean:
	rm -rf .build

include packaging/command.mk Tests/bench/bench.mk Tests/measures.mk
