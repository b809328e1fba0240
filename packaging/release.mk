# Ships the library: `make install`, Debian packages, the Python package, and a release of all of
# them.

.PHONY: stage install uninstall deb wheel dist test-dist test-distros test-systems

# The tests use the files that `make install` installs. Only outdated files are built again.
stage: $(STAGE).stamp

$(BUILD)/stamp: $(shell find Sources include packaging -type f) Package.swift
	$(MAKE) all
	touch $@

$(STAGE).stamp: $(BUILD)/stamp Makefile
	rm -rf $(STAGE)
	$(MAKE) install DESTDIR="$(CURDIR)/$(STAGE)" PREFIX=/usr LIBDIR=/usr/lib
	touch $@

# One list of installed files, which uninstall removes, too.
HEADERS := $(patsubst include/%,%,$(wildcard include/*.h include/*.hpp include/*/*.hpp))
PACKAGES := pkgconfig/dzjobs.pc cmake/dzjobs/dzjobsConfig.cmake \
  cmake/dzjobs/dzjobsConfigVersion.cmake
LIBRARIES := libdzjobs.so libdzjobs.so.0 libdzjobs.so.$(VERSION) libdzjobs.a

# A page for each group of functions, and links to it.
MANUAL := $(BUILD)/man

$(MANUAL)/dzjobs.3: $(wildcard include/*.h packaging/reference/*.py) packaging/docs/dzjobs.3 \
  README.md Tests/consumer/manual.c examples/event_loop.c
	python3 -B packaging/reference/manual.py $(MANUAL)

# Paths are relative where possible, so that the installed folder can be moved.
## install: installs library, command, headers and pages (PREFIX, LIBDIR, DESTDIR)
install: $(LIBRARY) $(MANUAL)/dzjobs.3 $(if $(DZJOBS_SANITIZE),,install-command)
	for header in $(HEADERS); do \
	  install -D -m 644 include/$$header $(DESTDIR)$(PREFIX)/include/$$header || exit; \
	done
	install -d $(DESTDIR)$(MANDIR)/man3
	install -m 644 $$(find $(MANUAL) -type f) $(DESTDIR)$(MANDIR)/man3
	find $(MANUAL) -type l -exec cp -Pf -t $(DESTDIR)$(MANDIR)/man3 {} +
	install -D -m 644 $(LIBRARY) $(DESTDIR)$(LIBDIR)/libdzjobs.so.$(VERSION)
	$(CROSS)strip -R .comment $(DESTDIR)$(LIBDIR)/libdzjobs.so.$(VERSION)
	ln -sf libdzjobs.so.$(VERSION) $(DESTDIR)$(LIBDIR)/libdzjobs.so.0
	ln -sf libdzjobs.so.0 $(DESTDIR)$(LIBDIR)/libdzjobs.so
	$(if $(DZJOBS_SANITIZE),,CROSS=$(CROSS) packaging/static.sh $(BUILD)/dzjobs.o \
	  $(DESTDIR)$(LIBDIR)/libdzjobs.a)
	for package in $(PACKAGES); do \
	  install -D -m 644 packaging/$${package##*/}.in $(DESTDIR)$(LIBDIR)/$$package || exit; \
	  sed -i -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' \
	    -e 's|@LIBDIR@|$(LIBDIR:$(PREFIX)/%=$${prefix}/%)|' \
	    -e "s|@UP@|$$(realpath -m --relative-to=$(LIBDIR)/cmake/dzjobs $(PREFIX))|" \
	    $(DESTDIR)$(LIBDIR)/$$package || exit; \
	done

## uninstall: removes what install installed, with the same variables
uninstall: uninstall-command
	rm -fd $(HEADERS:%=$(DESTDIR)$(PREFIX)/include/%) $(DESTDIR)$(PREFIX)/include/dzjobs \
	  $(addprefix $(DESTDIR)$(LIBDIR)/,$(LIBRARIES) $(PACKAGES) cmake/dzjobs) \
	  $(DESTDIR)$(MANDIR)/man3/dzjobs.3 $(DESTDIR)$(MANDIR)/man3/dzjobs_*.3

## cross: builds the library for aarch64, in .build/aarch64/stage
## test-cross: runs the programs of the tests for aarch64, under qemu
## deb: makes the Debian packages, in .build/deb
deb: $(LIBRARY)
	packaging/deb.sh $(VERSION) $(BUILD)/deb $(ARCH)

## dist: makes what a release page needs of the last commit, in .build/dist
dist:
	packaging/deps.sh cross
	packaging/dist.sh $(VERSION) .build/dist

# The Python package for manylinux or, with SYSTEM=musllinux_1_2, for Alpine: the same library.
SYSTEM = manylinux_2_17
WHEEL := $(BUILD)/wheel$(addprefix /,$(filter-out manylinux%,$(SYSTEM)))
WHEEL_VENV := .build/wheel/venv

## wheel: makes the Python package, in .build/wheel
wheel: $(WHEEL)/stamp

$(WHEEL)/stamp: $(BUILD)/stamp $(WHEEL_VENV)/stamp \
  $(shell find packaging/python examples/emulator -name '*.py' -o -name '*.toml' -o -name '*.md')
	mkdir -p $(WHEEL)
	rm -f $(WHEEL)/*.whl
	$(CROSS)strip -R .comment $(LIBRARY) -o $(WHEEL)/libdzjobs.so.0
	DZJOBS_LIBRARY="$(CURDIR)/$(WHEEL)/libdzjobs.so.0" DZJOBS_SYSTEM=$(SYSTEM) \
	  $(WHEEL_VENV)/bin/pip wheel -q --disable-pip-version-check --no-deps --no-build-isolation \
	  -w $(WHEEL) packaging/python
	$(if $(filter many%,$(SYSTEM)),$(WHEEL_VENV)/bin/auditwheel show $(WHEEL)/*.whl)
	touch $@

$(WHEEL_VENV)/stamp: packaging/python/requirements.txt
	python3 -m venv --clear $(WHEEL_VENV)
	$(WHEEL_VENV)/bin/pip install -q --disable-pip-version-check -r $<
	touch $@

## test-dist: makes a release of the working tree twice, installs and uses it
test-dist: deps-test
	Tests/packaging/dist.sh .build/dist
	Tests/packaging/release.sh .build/dist $(RELEASE_VENV)

RELEASE_VENV := .build/release-venv
test-dist: $(RELEASE_VENV)/stamp

$(RELEASE_VENV)/stamp: Tests/packaging/requirements.txt
	python3 -m venv --clear $(RELEASE_VENV)
	$(RELEASE_VENV)/bin/pip install -q --disable-pip-version-check -r $<
	touch $@

DISTROS = bullseye bookworm trixie sid musl arm64

## test-distros: uses what test-dist made on other systems, which DISTROS=... chooses
test-distros:
	packaging/deps.sh distros
	Tests/packaging/distros.sh .build/dist $(DISTROS)

## test-systems: does so on Debian 11, musl and arm64, without the tests in Python
test-systems:
	$(MAKE) test-distros DISTROS="bullseye musl arm64" DZJOBS_DISTROS=quick
