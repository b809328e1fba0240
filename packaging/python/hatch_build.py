"""Puts the library that DZJOBS_LIBRARY names into the wheel, and says where that one runs.

It needs libc alone, of 2.17 or later (Tests/abi/imports.sh), and no Python of any version.
"""

import os
import platform

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Library(BuildHookInterface):
    def initialize(self, version, build_data):
        build_data["pure_python"] = False
        build_data["tag"] = "py3-none-manylinux_2_17_" + platform.machine()
        build_data["force_include"][os.environ["DZJOBS_LIBRARY"]] = "dzjobs/libdzjobs.so.0"
