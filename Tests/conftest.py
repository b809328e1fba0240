"""Writes the skips of every pytest run to the file DZJOBS_SKIPS, which skips.py counts."""

import os

import pytest


class SkipRecorder:
    """Writes a line for each skipped test: the reason, a tab, the test."""

    def __init__(self, path):
        self.path = path

    def pytest_runtest_logreport(self, report):
        if report.skipped and not hasattr(report, "wasxfail"):
            _, _, reason = report.longrepr
            line = " ".join(reason.removeprefix("Skipped: ").split())
            with open(self.path, "a") as file:
                print(line, report.nodeid, sep="\t", file=file)

    def pytest_collectreport(self, report):
        self.pytest_runtest_logreport(report)


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    """Registers the recorder only in xdist's first process, which gets all reports."""
    path = os.environ.get("DZJOBS_SKIPS")
    if path and not hasattr(config, "workerinput"):
        config.pluginmanager.register(SkipRecorder(path))
