"""A dzjobs.Client and its settings: profile, arguments, callbacks, boto3's Session and Config."""

import collections
import logging
import time

import dzjobs
import pytest
from conftest import IDS, KEYS, RUNS, client_of, everything
from dzjobs import exceptions
from emulator import ACCESS_KEY_ID, DOMAIN, JOB, REGION, SECRET_ACCESS_KEY, running_emulator

Keys = collections.namedtuple("Keys", "access_key secret_key token")


def test_is_set_up_from_a_profile(endpoint, alone, monkeypatch):
    (alone / "config").write_text(
        f"[profile data]\naws_access_key_id = {ACCESS_KEY_ID}\nregion = {REGION}\n"
        f"aws_secret_access_key = {SECRET_ACCESS_KEY}\nendpoint_url = {endpoint}\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(alone / "config"))
    for client in (dzjobs.Client(profile_name="data"),
                   dzjobs.Session(profile_name="data").client("datazone")):
        assert len(everything(client)) == RUNS
    monkeypatch.setenv("AWS_PROFILE", "data")
    assert len(everything(dzjobs.client("datazone"))) == RUNS


def test_calls_the_credentials_callback(endpoint):
    asked = []

    def keys():
        asked.append(True)
        return Keys(ACCESS_KEY_ID, SECRET_ACCESS_KEY, None)

    client = dzjobs.Client(region_name=REGION, endpoint_url=endpoint, credentials=keys)
    assert not asked and len(everything(client)) == RUNS and len(asked) == 1


def interrupt():
    raise KeyboardInterrupt


@pytest.mark.parametrize("wrong, error", [
    (lambda: 1 / 0, ZeroDivisionError), (interrupt, KeyboardInterrupt),
    (lambda: None, AttributeError),
    (lambda: Keys("", "", None), ValueError), (lambda: Keys("a\0", "b", None), ValueError)])
def test_the_call_raises_the_callbacks_error(endpoint, wrong, error):
    client = dzjobs.Client(region_name=REGION, endpoint_url=endpoint, credentials=wrong)
    for _ in range(2):
        with pytest.raises(error):
            client.list_job_runs(**IDS)


def test_logs_without_secrets(endpoint, caplog):
    logger = logging.getLogger("test")
    with caplog.at_level(logging.DEBUG, "test"):
        client_of(endpoint, log=logger.debug).list_job_runs(**IDS)
    text = caplog.text
    assert f"/v2/domains/{DOMAIN}/jobs/{JOB}/runs" in text and SECRET_ACCESS_KEY not in text


def test_signs_with_a_session_token():
    with running_emulator("--runs", 3, "--session-token", "a+/=b") as url:
        assert len(everything(client_of(url, aws_session_token="a+/=b"))) == 3
        with pytest.raises(exceptions.ClientError):
            client_of(url).list_job_runs(**IDS)


@pytest.mark.parametrize("settings, text", [
    ({"endpoint_url": "ftp://x"}, "endpoint_url: "), ({"max_attempts": 0}, "max_attempts: "),
    ({"timeout": 0}, "^timeout: "), ({"read_timeout": 0}, "^read_timeout: "),
    ({"connect_timeout": -1}, "connect_timeout: "),
    ({"timeout": time.time() + 5}, "less than a year"),
    ({"deadline": 0}, "^deadline: "), ({"region": "a\0b"}, "^region_name: "),
    ({"aws_secret_access_key": None}, "secret_access_key"), ({"timeout": float("nan")}, "nan")])
def test_settings_that_can_never_be_right_are_refused_at_once(settings, text):
    with pytest.raises(dzjobs.Error, match=text):
        client_of("http://127.0.0.1:1", **settings)


def test_boto3s_front_door(endpoint):
    keys = {"region_name": REGION, **KEYS}
    by_session = dzjobs.Session(**keys).client("datazone", endpoint_url=endpoint)
    by_function = dzjobs.client("datazone", **keys, endpoint_url=endpoint, config=dzjobs.Config(
        retries={"max_attempts": 1}, connect_timeout=5, read_timeout=5, proxies={}))
    assert everything(by_session) == everything(by_function)
    with pytest.raises(exceptions.UnknownServiceError, match="'s3'"):
        dzjobs.client("s3")
    with pytest.raises(ValueError, match="verify"):
        dzjobs.client("datazone", verify=False)
    with pytest.raises(exceptions.OperationNotPageableError, match="list_domains"):
        by_session.get_paginator("list_domains")
    for retries in {"max_attempts": 1}, {"total_max_attempts": 2, "max_attempts": 5}:
        with pytest.raises(exceptions.EndpointConnectionError, match="attempt 2 of 2"):
            dzjobs.client("datazone", **keys, endpoint_url="http://127.0.0.1:1",
                          config=dzjobs.Config(retries=retries)).list_job_runs(**IDS)


def test_signs_for_fips():
    lines = []
    client = dzjobs.Client(region_name=REGION, **KEYS, use_fips_endpoint=True, max_attempts=1,
                           proxy="http://127.0.0.1:1", log=lines.append)
    with pytest.raises(exceptions.ConnectionError):
        client.list_job_runs(**IDS)
    assert any("https://datazone-fips.us-east-1." in line for line in lines)
