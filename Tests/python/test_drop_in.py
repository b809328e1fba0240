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


@pytest.mark.parametrize("name", PYTHONS)
def test_in_every_installed_python(name, tmp_path):
    if PYTHONS[name] is None:
        pytest.skip(f"{name} is not here")
    wheel, = (REPOSITORY / ".build/wheel").glob("*.whl")
    subprocess.run([sys.executable, "-m", "zipfile", "-e", wheel, tmp_path], check=True)
    with running_emulator("--runs", RUNS) as url:
        done = subprocess.run(
            [PYTHONS[name], user_code.__file__, "dzjobs", "dzjobs", url], text=True,
            env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    said = json.loads(done.stdout)
    expected = [each for each in theirs(os.environ.get("TZ")) if each[0] != "search"]
    assert said == json.loads(as_text(expected))
