"""The recorder finds secrets: without this proof its silence means nothing."""

import base64
import os
import subprocess
import sys

import pytest

import recorder
from client import Client
from dzjobs import REPOSITORY, Listing, NoAnswer
from program import run
from recorder import Recorder

SECRET = "ZqxjRecorder/Secret+="


@pytest.fixture
def own(monkeypatch):
    """A recorder for the test itself, so that the suite's does not fail."""
    mine = Recorder()
    mine.plant(SECRET)
    for module in ("dzjobs", "client"):
        monkeypatch.setattr(f"{module}.recorder", mine)
    return mine


@pytest.mark.parametrize("text, leaks", [
    (SECRET, 1), (f"at the {SECRET}'s place", 1), ("ZqxjRecorder%2FSecret%2B%3D", 1),
    (SECRET.encode(), 1), (SECRET[:-1], 0), ("", 0), (None, 0)])
def test_heard_texts_are_searched(text, leaks, own):
    assert own.hear(text) == text and len(own.leaks) == leaks


@pytest.mark.parametrize("low, high, leaks", [
    (0, 2000, 1), (500, 508, 1), (1992, 2000, 1), (500, 507, 0), (1500, 1600, 1)])
def test_parts_of_a_token_are_searched_for(low, high, leaks, own):
    token = base64.b64encode(os.urandom(1500)).decode()
    own.plant(token)
    own.hear(f"<{token[low:high]}>")
    assert len(own.leaks) == leaks


def test_a_text_heard_before_its_secret_is_not_a_leak(own):
    own.hear("a later secret")
    own.plant("a later secret")
    assert not own.leaks and own.hear("a later secret") and own.leaks


def test_short_and_simple_texts_are_not_secrets():
    own = Recorder()
    own.plant("s", "secret", "00000000", None, "")
    assert not own.planted


def test_profiles_and_the_environment_are_planted(monkeypatch):
    own = Recorder()
    own.plant_profile("[x]\naws_secret_access_key = one secret \naws_session_token=another one\n")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "a third one")
    own.plant_environment()
    assert {"one secret", "another one", "a third one"} <= own.planted


def test_the_texts_of_listings_are_heard(own):
    """An argument stands in for a secret: no error text quotes a real one."""
    listing = Listing(max_attempts=1)
    listing.next()
    listing.answer(NoAnswer(False, SECRET))
    listing.next()
    assert own.heard == 0 and SECRET in listing.error and own.leaks
    own.leaks.clear()
    del listing
    assert own.leaks, "the last error of a listing that nobody asked is heard at its end"


def test_the_log_of_a_client_is_heard(own, alone):
    client = Client(region="us-east-1", transport=lambda exchange: NoAnswer(False, SECRET),
                    credentials=("AKID", "another secret", None))
    client.list().next()
    assert any(SECRET in line for line in client.lines) and own.leaks
    assert "another secret" in own.planted


def test_programs_are_heard(monkeypatch):
    leaks = []
    monkeypatch.setattr(recorder.recorder, "leaks", leaks)
    recorder.recorder.plant("ZqxjPrintedBySomebody")
    run("echo", "ZqxjPrintedBySomebody")
    assert len(leaks) == 1 and "ZqxjPrintedBySomebody" in leaks[0]


@pytest.mark.parametrize("workers", ["0", "2"])
@pytest.mark.parametrize("told, code", [("ZqxjToldByATest", 1), ("nothing", 0)])
def test_a_session_that_heard_a_secret_fails(told, code, workers, tmp_path):
    test = tmp_path / "test_it.py"
    test.write_text("from recorder import recorder\n\ndef test_it():\n"
                    f"    recorder.plant('ZqxjToldByATest')\n    recorder.hear('{told}')\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "conftest", "-p", "no:cacheprovider", "-n",
         workers, test], text=True, capture_output=True, cwd=tmp_path,
        env=dict(os.environ, PYTHONPATH=str(REPOSITORY / "Tests/oracle")))
    assert done.returncode == code and "1 passed" in done.stdout
    assert f" texts heard, {code} with a secret" in done.stdout
