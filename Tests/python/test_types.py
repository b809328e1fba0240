"""Type checkers and the package: mypy and pyright accept the examples of the pages and the calls
below, and report each mistake.
"""

import inspect
import json
import pathlib
import re
import subprocess
import sys

import dzjobs
import pytest
from conftest import NEW_TOOLS, REPOSITORY

PAGES = ("README.md", "packaging/python/README.md", "packaging/docs/data-tools.md")
CALLS = """
import dzjobs
from dzjobs.types import JobRun

client = dzjobs.client("datazone", "us-east-1", config=dzjobs.Config(read_timeout=5))
runs: list[JobRun] = list(client.job_runs(domainIdentifier="d", jobIdentifier="j", batch_rows=9))
statuses: list[str] = [run["status"] for run in runs if run["runId"]]
region: str = client.meta.region_name
name: str = client.exceptions.from_code("AccessDeniedException").__name__
found: dict[str, str] = client.list_job_runs(domainIdentifier="d", jobIdentifier="j")[
    "ResponseMetadata"]["HTTPHeaders"]


async def first() -> str:
    async with dzjobs.AsyncClient(region_name="us-east-1", timeout=5) as other:
        page = await other.list_job_runs(domainIdentifier="d", jobIdentifier="j")
        async for run in other.job_runs(domainIdentifier="d", jobIdentifier="j"):
            return run["runId"]
    return page["items"][0]["status"]
"""
MISTAKES = (
    'dzjobs.client("datazone", regoin_name="x")', 'dzjobs.client()', 'dzjobs.client("datazone", 5)',
    'dzjobs.AsyncClient(timeot=5)', 'dzjobs.AsyncClient(timeout="5")', 'client.no_such()',
    'client.job_runs(domainIdentifier="d", jobIdentifier="j", batch_rows="5")',
    'client.meta.region_name + 1')


def pyright(directory, text):
    """The lines of a script with errors in pyright's standard mode."""
    (directory / "typed.py").write_text(text)
    (directory / "pyrightconfig.json").write_text(json.dumps(
        {"typeCheckingMode": "standard", "include": ["typed.py"]}))
    done = subprocess.run(
        [pathlib.Path(sys.executable).with_name("basedpyright"), "--outputjson", "--pythonpath",
         sys.executable], cwd=directory, capture_output=True, text=True, timeout=300)
    found = json.loads(done.stdout)["generalDiagnostics"]
    return [(each["range"]["start"]["line"] + 1, each["message"]) for each in found
            if each["severity"] == "error"]


def mypy(directory, text):
    (directory / "typed.py").write_text(text)
    done = subprocess.run([sys.executable, "-m", "mypy", "--strict", "--no-incremental",
                           "typed.py"], cwd=directory, capture_output=True, text=True, timeout=300)
    return [(int(line), message) for line, message in re.findall(
        r"^typed.py:(\d+): error: (.*)", done.stdout, re.M) if "import-untyped" not in message]


CHECKERS = pytest.mark.parametrize("checker", [mypy, pyright])


@NEW_TOOLS
@CHECKERS
@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_the_pages_are_right(checker, page, tmp_path):
    blocks = re.findall(r"^```python\n(.*?)^```$", (REPOSITORY / page).read_text(), re.M | re.S)
    text = "import duckdb\nimport dzjobs\n" + "\n".join(blocks)
    assert blocks and checker(tmp_path, text) == []


@CHECKERS
def test_calls_are_right_and_mistakes_are_found(checker, tmp_path):
    assert checker(tmp_path, CALLS) == []
    first = len(CALLS.splitlines()) + 1
    lines = sorted({line for line, _ in checker(tmp_path, CALLS + "\n".join(MISTAKES))})
    assert lines == list(range(first, first + len(MISTAKES)))


def test_front_doors_have_real_signatures():
    import boto3

    for ours, theirs in ((dzjobs.client, boto3.Session.client),
                         (dzjobs.Session, boto3.Session),
                         (dzjobs.Session.client, boto3.Session.client),
                         (dzjobs.setup_default_session, boto3.Session)):
        expected = [name for name in inspect.signature(theirs).parameters if name != "self"]
        assert [name for name in inspect.signature(ours).parameters if name != "self"] == expected
    assert set(inspect.signature(dzjobs.Client).parameters) == set(
        dzjobs.types.ClientSettings.__annotations__)
