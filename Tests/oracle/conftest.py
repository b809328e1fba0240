"""Settings of the oracle tests. From the environment:

DZJOBS_LIBRARY            the library; default: the one that `make` builds
DZJOBS_STAGE              the folder of `make stage`, for the tests of the examples
DZJOBS_EXAMPLES           hypothesis examples a test; default: a quick run, about a minute in all
DZJOBS_BOTOCORE_RETRIES   a directory with botocore 1.44.0 (pip install --no-deps --target);
                          without it the tests that need it are skipped
DZJOBS_CONFORMANCE        the directory of public test suites; without it they are skipped
"""

import os
import pathlib
import sys
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(REPOSITORY / ".build/hypothesis"))
os.environ["TZ"] = "UTC"
time.tzset()
sys.path.insert(0, str(pathlib.Path(__file__).parent))

import hypothesis  # noqa: E402
import pytest  # noqa: E402
from certificates import made  # noqa: E402, F401
from emulated import RUNS  # noqa: E402
from emulator import (EMULATOR, SECRET_ACCESS_KEY, boto_client, boto_runs,  # noqa: E402
                      running_emulator, use_clean_environment)
from recorder import recorder  # noqa: E402

NO_SUITES = "no public test suites, see DZJOBS_CONFORMANCE"

recorder.plant(SECRET_ACCESS_KEY)
recorder.listen_to_programs(unless=str(EMULATOR))

hypothesis.settings.register_profile(
    "oracle",
    max_examples=int(os.environ.get("DZJOBS_EXAMPLES", "150")),
    derandomize=False,
    print_blob=True,
    deadline=None,
    suppress_health_check=[
        hypothesis.HealthCheck.too_slow,
        hypothesis.HealthCheck.data_too_large,
    ],
)
hypothesis.settings.load_profile("oracle")


def pytest_report_header(config):
    try:
        import dzjobs
    except OSError as error:
        return f"library: {error}; run make first"
    return f"library: {dzjobs.LIBRARY}, version {dzjobs.lib.dzjobs_version().decode()}"


def pytest_runtest_logreport(report):
    if hasattr(report, "node"):  # of an xdist worker, whose recorder heard it
        return
    for _, text in report.sections:
        recorder.hear(text)


def pytest_sessionfinish(session, exitstatus):
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["recorder"] = recorder.summary()
    elif recorder.leaks:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    """Collects a worker's secrets. A crashed worker has already failed the session."""
    if summary := getattr(node, "workeroutput", {}).get("recorder"):
        recorder.add(summary)


def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line(
        f"secrets: {len(recorder.planted)} planted, {recorder.heard} texts heard, "
        f"{len(recorder.leaks)} with a secret")
    for leak in recorder.leaks[:20]:
        terminalreporter.write_line(leak, red=True)


# An emulator without faults, for all tests that only compare its runs.
@pytest.fixture(scope="session")
def endpoint():
    with running_emulator("--runs", RUNS) as url:
        yield url


@pytest.fixture(scope="session")
def client(endpoint):
    return boto_client(endpoint)


@pytest.fixture(scope="session")
def all_runs(client):
    """The runs that all other listings must match: newest first, the default."""
    return boto_runs(client)


@pytest.fixture
def alone(monkeypatch, tmp_path):
    """A process without AWS settings or proxies, with this empty directory as its home. No test
    uses the machine's own instance metadata."""
    use_clean_environment(monkeypatch, tmp_path)
    return tmp_path


@pytest.fixture
def metadata(alone, monkeypatch):
    """The same with instance metadata, which the test replaces."""
    monkeypatch.delenv("AWS_EC2_METADATA_DISABLED")
    return alone


def compiled(name):
    """A fixture: the example of this name, compiled with the command in its first lines."""
    @pytest.fixture(scope="session")
    def example(tmp_path_factory):
        from program import compile_example  # only some tests need it

        return compile_example(tmp_path_factory.mktemp("example"), name)
    return example


@pytest.fixture(scope="session")
def command(tmp_path_factory):
    """The command `dzjobs`, compiled strictly."""
    from program import REPO, STRICT, compile_with

    directory = tmp_path_factory.mktemp("command")
    compile_with("cc %s/Sources/Command/*.c -o dzjobs -D_GNU_SOURCE "
                 "$(pkg-config --cflags --libs dzjobs jansson)" % REPO, directory, STRICT)
    return directory / "dzjobs"


c_example = compiled("list_job_runs.c")
cpp_example = compiled("list_job_runs.cpp")
go_example = compiled("list_job_runs.go")
rust_example = compiled("list_job_runs.rs")
loop_example = compiled("event_loop.c")
many_example = compiled("many_jobs.c")
