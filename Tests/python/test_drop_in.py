"""The same code of a user with boto3 and with dzjobs: everything that it sees is compared.

Each uses its own emulator with the same seed, so that request ids and the number of attempts are
the same for the same requests. The page "coming from boto3" lists the exceptions.
"""

import functools
import json
import os
import pathlib
import re
import subprocess
import sys
import time

import boto3
import botocore.config
import dzjobs
import pytest
import user_code
from conftest import REPOSITORY, RUNS
from emulator import running_emulator

FAULTS = ("--error-rate", 0.06, "--html-503-rate", 0.02, "--reset-rate", 0.03,
          "--chunked-rate", 0.3, "--empty-page-rate", 0.1, "--faults-in-a-row", 2)


@pytest.fixture
def zone(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def without_what_we_do_not_have(value):
    """Removes headers but for the request id, and whether the attempts were used up."""
    if isinstance(value, dict):
        return {key: {name: text for name, text in each.items() if name == "x-amzn-requestid"}
                if key == "HTTPHeaders" else without_what_we_do_not_have(each)
                for key, each in value.items() if key != "MaxAttemptsReached"}
    if isinstance(value, (list, tuple)):
        return [without_what_we_do_not_have(each) for each in value]
    return re.sub(r" \(reached max retries: \d\)", "", value) if isinstance(value, str) else value


def as_text(said):
    return json.dumps(said, default=user_code.plain)


@functools.lru_cache(maxsize=None)
def theirs(zone, *flags):
    with running_emulator("--runs", RUNS, *flags) as url:
        return without_what_we_do_not_have(user_code.run(boto3, botocore.config, url))


@pytest.mark.parametrize(
    "zone, flags", [("UTC", ()), ("Europe/Berlin", FAULTS)], indirect=["zone"])
def test_the_same_code_has_the_same_results(zone, flags):
    with running_emulator("--runs", RUNS, *flags) as url:
        ours = user_code.run(dzjobs, dzjobs, url)
    expected = theirs(zone, *flags)
    assert len(ours) == len(expected) > 35
    for said, should in zip(ours, expected):
        assert said == should
        assert as_text(said) == as_text(should)  # the order of members, and times in local terms


def pythons():
    """The Python interpreters of this machine, by version."""
    found = {}
    pyenv = pathlib.Path(os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv"))) / "versions"
    for minor in range(9, 15):
        name = f"python3.{minor}"
        places = [*sorted(pyenv.glob(f"3.{minor}.*/bin/{name}")),
                  *(pathlib.Path(place) / name for place in os.get_exec_path())]
        found[name] = next((str(place) for place in places if place.exists()
                            and subprocess.run([place, "-c", ""]).returncode == 0), None)
    return found


PYTHONS = pythons()


@pytest.fixture(params=PYTHONS)
def unpacked(request, tmp_path):
    """An interpreter, and an environment in which it finds the wheel's package."""
    if PYTHONS[request.param] is None:
        pytest.skip(f"{request.param} is not here")
    wheel, = (REPOSITORY / ".build/wheel").glob("*.whl")
    subprocess.run([sys.executable, "-m", "zipfile", "-e", wheel, tmp_path], check=True)
    return PYTHONS[request.param], {**os.environ, "PYTHONPATH": str(tmp_path)}


def test_in_every_installed_python(unpacked):
    python, variables = unpacked
    with running_emulator("--runs", RUNS) as url:
        done = subprocess.run(
            [python, user_code.__file__, "dzjobs", "dzjobs", url], text=True, env=variables,
            capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    said = json.loads(done.stdout)
    expected = [each for each in theirs(os.environ.get("TZ")) if each[0] != "search"]
    assert said == json.loads(as_text(expected))


NEWER = """
import asyncio, dzjobs, dzjobs.testing, logging, pickle
ids = {"domainIdentifier": dzjobs.testing.DOMAIN, "jobIdentifier": dzjobs.testing.JOB}
dzjobs.set_stream_logger(level=logging.CRITICAL)
with dzjobs.testing.emulator(runs=120, error_rate=0.2, faults_in_a_row=2) as url:
    settings = {"endpoint_url": url, **dzjobs.testing.SETTINGS}
    async def main():
        async with dzjobs.AsyncClient(**settings) as client:
            found = [run async for run in client.job_runs(**ids, maxResults=20)]
            counts = await asyncio.gather(*(client.list_job_runs(**ids) for _ in range(5)))
            return found, [len(page["items"]) for page in counts]
    found, counts = asyncio.run(main())
    assert found == list(dzjobs.Client(**settings).job_runs(**ids)) and len(found) == 120
    assert counts == [50] * 5
client = dzjobs.client("datazone", "us-east-1", config=dzjobs.Config(read_timeout=5))
with dzjobs.testing.Stubber(client) as stubber:
    stubber.add_client_error("list_job_runs", "ThrottlingException")
    try:
        client.list_job_runs(**ids)
    except client.exceptions.ThrottlingException as error:
        assert str(pickle.loads(pickle.dumps(error))) == str(error)
assert issubclass(dzjobs.exceptions.WaiterError, dzjobs.exceptions.BotoCoreError)
assert client.meta.region_name == dzjobs.Session(region_name="us-east-1").region_name
"""


def test_the_rest_of_the_package_in_every_installed_python(unpacked):
    python, variables = unpacked
    for arguments in ("-c", NEWER), ("-m", "dzjobs", "runs", "--help"):
        done = subprocess.run([python, "-W", "error", *arguments], text=True, env=variables,
                              capture_output=True, timeout=60)
        assert (done.returncode, done.stderr) == (0, "")
