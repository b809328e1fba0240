# Compiles programs of the current folder against the library that is installed under STAGE, with
# CC, CXX, FLAGS and LIBS, for make_programs of toolchain.sh. $(OUT)/name is compiled from name.c or
# name.cpp only if that, a header or the library is newer. If it does not compile,
# $(OUT)/name.compile has the reason, and there is no program.
.DELETE_ON_ERROR:
HERE := $(dir $(lastword $(MAKEFILE_LIST)))
INPUTS := $(HERE)programs.mk $(HERE)toolchain.sh $(STAGE)/usr/lib/libdzjobs.so
DEPENDENCIES = -MMD -MP -MF $@.d -MT $@

$(OUT)/%: %.c $(INPUTS)
	@rm -f $@
	@$(CC) -std=c11 $(FLAGS) $(DEPENDENCIES) $< -o $@ $(LIBS) >$@.compile 2>&1

# In every standard; dzjobs.hpp requires C++17.
STANDARDS = $(if $(filter cpp_%,$*),c++17 c++20,c++11 c++14 c++17 c++20)

# Only the program in the first standard runs; the others only have to compile.
$(OUT)/%: %.cpp $(INPUTS)
	@rm -f $@
	@for standard in $(wordlist 2,9,$(STANDARDS)); do \
	  $(CXX) -std=$$standard $(FLAGS) -fsyntax-only $< || exit; \
	done >$@.compile 2>&1
	@$(CXX) -std=$(firstword $(STANDARDS)) $(FLAGS) $(DEPENDENCIES) $< -o $@ $(LIBS) \
	  >>$@.compile 2>&1

-include $(wildcard $(OUT)/*.d)
