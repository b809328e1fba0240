"""Settings of the tests of manual pages and site. They share code with the other tests."""

import pathlib
import sys

REPO = pathlib.Path(__file__).resolve().parents[2]
sys.path += [str(REPO / "packaging/reference"), str(REPO / "Tests/oracle"),
             str(REPO / "Tests/python")]
sys.dont_write_bytecode = True  # the build depends on the files in packaging
