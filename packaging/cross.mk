# The cross-build for ARCH=aarch64 on another CPU, and the emulator for its programs. Swift compiles
# against the Embedded standard library for bare metal, the only one that the toolchain has for this
# CPU. clang and the linker target Linux, with Debian's headers and libraries. The outline atomics
# of libgcc would need __getauxval(), which musl lacks.

BUILD := .build/$(ARCH)
SYSROOT := $(CURDIR)/$(BUILD)/sysroot
CROSS := $(ARCH)-linux-gnu-
LINUX := --target=$(ARCH)-unknown-linux-gnu
CLANG := $(LINUX) --sysroot=$(SYSROOT) -fuse-ld=lld -Wno-unused-command-line-argument
export CC := clang $(CLANG)
export CXX := clang++ $(CLANG)
export DZJOBS_RUNNER := qemu-$(ARCH)-static -L $(SYSROOT)
SWIFT_FLAGS := --triple $(ARCH)-none-none-elf \
  $(addprefix -Xcc ,$(LINUX) --sysroot=$(SYSROOT) -mno-outline-atomics) \
  $(addprefix -Xswiftc ,-clang-target $(ARCH)-unknown-linux-gnu \
    $(addprefix -Xclang-linker ,$(LINUX) --sysroot=$(SYSROOT)))

all: $(SYSROOT)/packages

$(SYSROOT)/packages: packaging/sysroot.sh
	packaging/deps.sh cross
	packaging/sysroot.sh $(ARCH) $(SYSROOT) libc6-dev libgcc-$$(gcc -dumpversion)-dev \
	  libstdc++-$$(gcc -dumpversion)-dev libbearssl-dev libcurl4-openssl-dev libjansson-dev \
	  ca-certificates python3

.PHONY: cross test-cross
cross: stage

test-cross: stage
	Tests/abi/imports.sh $(STAGE)
	DZJOBS_LIMIT=900 Tests/consumer/run.sh $(STAGE)
	$(MAKE) all ARCH=$(HOST)
	Tests/packaging/cross.sh $(STAGE)
