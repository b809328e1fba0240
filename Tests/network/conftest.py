"""Settings of the network tests: real servers and proxies from Debian in front of the emulator.
They share the binding, the certificates and the emulator of Tests/oracle.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "oracle"))

import pytest  # noqa: E402
from certificates import made  # noqa: E402, F401
from client import client_of  # noqa: E402
from dzjobs import DONE  # noqa: E402
from emulator import running_emulator, use_clean_environment  # noqa: E402

JOBS, RUNS = 40, 500


def pytest_terminal_summary(terminalreporter):
    for reason in sorted({report.longrepr[2] for report in terminalreporter.stats.get(
            "skipped", [])}):
        terminalreporter.write_line(
            f"NOT TESTED: {reason}; packaging/deps.sh test installs it", red=True)


@pytest.fixture
def alone(monkeypatch, tmp_path):
    use_clean_environment(monkeypatch, tmp_path)


@pytest.fixture(scope="session")
def emulator():
    with running_emulator("--runs", RUNS, "--jobs", JOBS) as url:
        yield url


@pytest.fixture(scope="session")
def truth(emulator):
    """The runs of each job, listed one by one without servers in between."""
    found = {}
    for job in range(JOBS):
        ids, end = client_of(emulator).list("dzd_emulator", f"job{job}").runs()
        assert end == DONE and len(set(ids)) == RUNS
        found[job] = ids
    return found
