"""Puts the library that DZJOBS_LIBRARY names into the wheel, and tags the wheel with the systems
that load it: DZJOBS_SYSTEM, and the CPU that the library is for, whichever builds it.

The library needs libc alone, of 2.17 or later (Tests/abi/imports.sh), and no Python of any version.
"""

import os
import pathlib
import re
import struct
import sys

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = pathlib.Path(__file__).parent
MACHINES = {62: "x86_64", 183: "aarch64"}  # e_machine of ELF
NO_LIBRARY = "dzjobs: the wheel contains a compiled library: run `make wheel` in the repository."


def version():
    """The version of the header; a source distribution has none and must not be built."""
    header = HERE / "../../include/dzjobs.h"
    if not header.exists():
        sys.exit(NO_LIBRARY)
    number = re.search(r"^#define DZJOBS_VERSION_NUMBER 0x(..)(..)(..)", header.read_text(), re.M)
    return ".".join(str(int(part, 16)) for part in number.groups())


def machine(library):
    with open(library, "rb") as file:
        number = struct.unpack("<18xH", file.read(20))[0]
    return MACHINES[number]


class Library(BuildHookInterface):
    def initialize(self, version, build_data):
        library = os.environ.get("DZJOBS_LIBRARY")
        if self.target_name != "wheel" or not library:
            sys.exit(NO_LIBRARY)
        system = os.environ.get("DZJOBS_SYSTEM", "manylinux_2_17")
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{system}_{machine(library)}"
        build_data["force_include"][library] = "dzjobs/libdzjobs.so.0"
        build_data["force_include"][str(HERE / "../debian/copyright")] = "dzjobs/copyright"
        # dzjobs.testing starts it: the repository's own, of which the package has no second copy.
        for source in sorted((HERE / "../../examples/emulator").glob("*.py")):
            build_data["force_include"][str(source)] = f"dzjobs/_emulator/{source.name}"
