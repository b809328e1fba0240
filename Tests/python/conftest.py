"""Settings of the tests of the Python package, installed from its wheel: `make test-python`.

The emulator and the faulty servers are those of Tests/oracle.
"""

import ctypes
import pathlib
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
# Last, because the oracle has a module `dzjobs`, too.
sys.path += [str(REPOSITORY / name) for name in ("Tests/oracle", "examples")]

import dzjobs  # noqa: E402
import pytest  # noqa: E402
from certificates import made  # noqa: E402, F401
from emulator import ACCESS_KEY_ID, DOMAIN, JOB, REGION, SECRET_ACCESS_KEY  # noqa: E402
from emulator import running_emulator, use_clean_environment  # noqa: E402

IDS = {"domainIdentifier": DOMAIN, "jobIdentifier": JOB}
KEYS = {"aws_access_key_id": ACCESS_KEY_ID, "aws_secret_access_key": SECRET_ACCESS_KEY}
RUNS = 231
# For Python 3.9 the last polars keeps the GIL from a server in its process, and panics at errors.
# The last pandas has no from_arrow(), and the last checkers of types name types in another way.
NEW_TOOLS = pytest.mark.skipif(sys.version_info < (3, 10),
                               reason="the last tools for Python 3.9 are too old for this test")


def pytest_collection_modifyitems(items):
    for item in items:
        if "polars" in item.nodeid or "[DataFrame]" in item.nodeid:
            item.add_marker(NEW_TOOLS)


def pytest_report_header(config):
    return f"package: {dzjobs.__version__} in {pathlib.Path(dzjobs.__file__).parent}"


@pytest.fixture(autouse=True)
def alone(monkeypatch, tmp_path):
    """No AWS settings or proxies, an empty home, and no instance metadata."""
    use_clean_environment(monkeypatch, tmp_path)
    return tmp_path


@pytest.fixture(params=["libcurl", "urllib"])
def transport(request, monkeypatch):
    """Runs a test twice: with libcurl, and as on a machine without it."""
    if request.param == "urllib":
        def missing(name):
            raise OSError(name)

        monkeypatch.setattr(ctypes, "CDLL", missing)
    return request.param


@pytest.fixture(scope="session")
def endpoint():
    with running_emulator("--runs", RUNS) as url:
        yield url


def client_of(url, **settings):
    return dzjobs.Client(**{"region": REGION, "endpoint_url": url, **KEYS, **settings})


def everything(client, **config):
    paginator = client.get_paginator("list_job_runs")
    return paginator.paginate(**IDS, PaginationConfig=config).build_full_result()["items"]


def refused(client, kind, **change):
    """The text of the exception, which must have exactly this class."""
    with pytest.raises(dzjobs.exceptions.BotoCoreError) as caught:
        client.list_job_runs(**{**IDS, **change})
    assert type(caught.value) is kind, repr(caught.value)
    return str(caught.value)


@pytest.fixture
def client(endpoint):
    with client_of(endpoint) as there:
        yield there
