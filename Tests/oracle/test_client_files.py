"""Config files: pipes, large files, files that no call needs, and syntax that boto3 reads and other
SDKs refuse.
"""

import os
import threading
import time

import pytest

from client import ECANCELED, ECONFIG, ETIMEDOUT, Client
from dzjobs import DONE, ETRANSPORT
from resolution import NOWHERE, ours, profiles, theirs

pytestmark = pytest.mark.usefixtures("alone")
KEYS = "aws_access_key_id = AKIDFILE\naws_secret_access_key = s\nregion = eu-west-1\n"
SET = {"region": "us-east-1", "endpoint_url": NOWHERE, "credentials": ("AKID", "s", None)}


def end(**settings):
    listing = Client(proxy=NOWHERE, max_attempts=1, **settings).list()
    began = time.monotonic()
    return listing.next(), listing, time.monotonic() - began


# ---- Syntax of boto3 -----------------------------------------------------------------------


@pytest.mark.parametrize("config", [
    "[profile 'my profile']\n" + KEYS, '[profile "my profile"]\n' + KEYS,
    "[profile my\\ profile]\n" + KEYS, "[profile 'my profile']\n  " + KEYS.replace("\n", "\n  "),
    "[profile 'my profile']\n" + KEYS.replace(" = ", ": "),
    "[profile 'my profile']\n" + KEYS.replace(" = ", ":"),
    "[profile 'my profile']\n\t" + KEYS.replace("\n", "\n "),
    "[profile 'my profile']\nendpoint_url: http://x.example:81/a=b\n" + KEYS,
    "[profile 'my profile']\ncli_pager =\n" + KEYS,
    "  [profile 'my profile']\n" + KEYS, "[profile 'my profile'] # mine\n" + KEYS])
def test_syntax_that_only_boto3_reads(config, alone, monkeypatch):
    profiles(alone, config)
    monkeypatch.setenv("AWS_PROFILE", "my profile")
    monkeypatch.setenv("AWS_RETRY_MODE", "standard")
    found = ours()
    assert found == theirs() and found["key"] == "AKIDFILE"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n", "\n\r"])
@pytest.mark.parametrize("kind", ["config", "credentials"])
def test_line_ends(kind, end, alone, monkeypatch):
    text = f"# comment\n[{'profile ' if kind == 'config' else ''}work]\n{KEYS}\n[x]\nregion = x\n"
    profiles(alone, **{kind: text.replace("\n", end)})
    monkeypatch.setenv("AWS_PROFILE", "work")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_RETRY_MODE", "standard")
    found = ours()
    assert found == theirs() and found["key"] == "AKIDFILE"


@pytest.mark.parametrize("separator", "\v\f\x1c\x1d\x1e\x85\u2028\u2029")
def test_other_separators_end_no_line(separator, alone, monkeypatch):
    profiles(alone, f"[default]\nunused = a{separator}[profile x]{separator}\n{KEYS}")
    monkeypatch.setenv("AWS_RETRY_MODE", "standard")
    found = ours()
    assert found == theirs() and found["key"] == "AKIDFILE"


@pytest.mark.parametrize("name", ["my profile", "J\u00fcrgen", "a!b", "profile x", "'quoted'"])
def test_names_in_the_credentials_file(name, alone, monkeypatch):
    profiles(alone, credentials=f"[{name}]\n{KEYS}")
    monkeypatch.setenv("AWS_PROFILE", name)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_RETRY_MODE", "standard")
    found = ours()
    assert found == theirs() and found["key"] == "AKIDFILE"


def test_a_file_of_many_megabytes(alone):
    line = "[profile account-%06d]\nsso_session = acme\nsso_account_id = 1\nsso_role_name = x\n\n"
    profiles(alone, "[default]\n" + KEYS + "".join(line % number for number in range(100_000)))
    assert (alone / ".aws/config").stat().st_size > 7 << 20
    assert ours()["key"] == "AKIDFILE"


# ---- Files that no call needs ------------------------------------------------------------------


@pytest.mark.parametrize("text", ["[default", "x", b"\xff".decode("latin-1"), "[default]\n  x"])
def test_a_broken_file_fails_only_calls_that_need_it(text, alone, monkeypatch):
    profiles(alone, text)
    code, listing, _ = end(**SET)
    assert code == ETRANSPORT, listing.error
    assert [line for line in listing.client.lines if ".aws/config, line" in line]
    for missing in SET:
        code, listing, _ = end(**{name: value for name, value in SET.items() if name != missing})
        assert code == ECONFIG and ".aws/config, line" in listing.error
    assert end(**SET, profile="default")[0] == ECONFIG
    for name, value in {"DEFAULT_REGION": "eu-west-1", "ENDPOINT_URL": NOWHERE,
                        "ACCESS_KEY_ID": "AKID", "SECRET_ACCESS_KEY": "s"}.items():
        monkeypatch.setenv("AWS_" + name, value)
    assert end()[0] == ETRANSPORT
    monkeypatch.setenv("AWS_PROFILE", "default")
    assert end()[0] == ECONFIG


# ---- Pipes -------------------------------------------------------------------------------------


@pytest.fixture(params=["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"])
def pipe(request, alone, monkeypatch):
    os.mkfifo(alone / "pipe")
    monkeypatch.setenv(request.param, str(alone / "pipe"))
    return alone / "pipe"


def test_a_pipe_is_read_to_the_end(pipe):
    def write():
        with pipe.open("w") as file:
            for part in ("[default]\n", KEYS[:20], KEYS[20:]):
                time.sleep(0.1)
                file.write(part)
                file.flush()
    threading.Thread(target=write, daemon=True).start()
    assert end()[0] == ETRANSPORT


def test_a_deadline_ends_the_wait_for_a_writer(pipe):
    code, listing, seconds = end(call_timeout_us=300_000, **SET)
    assert code == ETIMEDOUT and 0.3 <= seconds < 2, listing.error


def test_the_timeout_ends_the_wait_with_a_reason(pipe):
    code, listing, seconds = end(attempt_timeout_us=300_000)
    assert code == ECONFIG and "pipe" in listing.error and 0.3 <= seconds < 3
    assert end(attempt_timeout_us=300_000, **SET)[0] == ETRANSPORT  # no call needs it


@pytest.mark.parametrize("waiting", [1, 3])
def test_canceling_ends_the_wait_for_all_threads(pipe, waiting):
    client = Client(proxy=NOWHERE, **SET)
    codes, began = [], time.monotonic()
    threads = [threading.Thread(target=lambda: codes.append(client.list().next()))
               for _ in range(waiting)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    assert client.cancel() == 0
    for thread in threads:
        thread.join(5)
    assert codes == [ECANCELED] * waiting and time.monotonic() - began < 3


def test_a_token_file_can_be_a_pipe_without_a_writer(alone, monkeypatch):
    os.mkfifo(alone / "pipe")
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:1/")
    monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", str(alone / "pipe"))
    code, listing, seconds = end(region="us-east-1", call_timeout_us=300_000)
    assert code == ETIMEDOUT and seconds < 2
    code, listing, seconds = end(region="us-east-1", attempt_timeout_us=300_000)
    assert "cannot be read" in listing.error and seconds < 3


def test_no_files_are_no_error():
    assert end(**SET)[0] == ETRANSPORT and DONE == 0
