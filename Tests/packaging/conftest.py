"""Settings of the tests of manual pages and site: what the other tests share lies with these."""

import pathlib
import sys

REPO = pathlib.Path(__file__).resolve().parents[2]
sys.path += [str(REPO / "packaging/reference"), str(REPO / "Tests/oracle"),
             str(REPO / "Tests/python")]
sys.dont_write_bytecode = True  # packaging is what the build depends on
