# The command `dzjobs`: C over the public API, with jansson. `make install` installs it, but not
# from a sanitized build, which has only the library.

COMMAND := $(BUILD)/command/dzjobs
BINDIR = $(PREFIX)/bin
DATADIR = $(PREFIX)/share
COMPLETIONS := bash-completion/completions/dzjobs zsh/site-functions/_dzjobs \
  fish/vendor_completions.d/dzjobs.fish

# Sources/Command/start.c says why the start of the C library is wrapped. Before glibc 2.34 dlopen()
# is in libdl.so.2, and mutexes break if libcurl loads libpthread.so.0 later. Newer linkers see no
# need of the two, so the command names them as files.
OLD_GLIBC = $(filter /%,$(foreach library,libdl.so.2 libpthread.so.0, \
  $(shell $(CC) -print-file-name=$(library))))
LINK_COMMAND = $(CC) -O2 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Iinclude Sources/Command/*.c \
  -Wl,--wrap=__libc_start_main -L$(BUILD)/release -ldzjobs -ldl -ljansson \
  -Wl,--no-as-needed $(OLD_GLIBC)

.PHONY: command install-command uninstall-command

## command: builds the command, in .build/command
command: $(COMMAND)

# The rpath is only for running the command from the build folder. The installed one has none.
$(COMMAND): $(LIBRARY) $(wildcard Sources/Command/*)
	mkdir -p $(@D)
	$(LINK_COMMAND) -o $@ "-Wl,-rpath,$(CURDIR)/$(BUILD)/release"

install-command: $(LIBRARY)
	install -d $(DESTDIR)$(BINDIR)
	$(LINK_COMMAND) -o $(DESTDIR)$(BINDIR)/dzjobs -s
	install -D -m 644 packaging/docs/dzjobs.1 $(DESTDIR)$(MANDIR)/man1/dzjobs.1
	for file in $(COMPLETIONS); do \
	  from=packaging/completion/$${file##*/}; \
	  [ -e $$from ] || from=packaging/completion/dzjobs.bash; \
	  install -D -m 644 $$from $(DESTDIR)$(DATADIR)/$$file || exit; \
	done

uninstall-command:
	rm -f $(DESTDIR)$(BINDIR)/dzjobs $(DESTDIR)$(MANDIR)/man1/dzjobs.1 \
	  $(addprefix $(DESTDIR)$(DATADIR)/,$(COMPLETIONS))
