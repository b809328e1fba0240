"""Skips of every pytest here go to the file DZJOBS_SKIPS, which skips.py counts: runner.sh."""

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
    """Of xdist's processes only the first reports: it hears of all."""
    path = os.environ.get("DZJOBS_SKIPS")
    if path and not hasattr(config, "workerinput"):
        config.pluginmanager.register(SkipRecorder(path))
