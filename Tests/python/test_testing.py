"""dzjobs.testing: the emulator of the wheel, and boto3's Stubber."""

import datetime
import os
import subprocess
import sys

import botocore.stub
import dzjobs
import dzjobs.testing
import pytest
from conftest import IDS, REPOSITORY
from emulator import boto_client

UTC = datetime.timezone.utc
PAGE = {"items": [{"runId": "a", "status": "FAILED", "error": {"message": "why"},
                   "createdAt": datetime.datetime(2026, 11, 30, 12, 0, 0, 500_000, UTC)}],
        "nextToken": "t"}


def listed(url, **more):
    client = dzjobs.Client(endpoint_url=url, **dzjobs.testing.SETTINGS)
    return list(client.job_runs(**{**IDS, **more}))


def test_an_emulator_runs_while_the_block_runs():
    with dzjobs.testing.emulator(runs=100, seed=7) as url:
        runs = listed(url)
        with dzjobs.testing.emulator(runs=3, job=["a", "b"], quiet=True) as other:
            assert len(listed(other, jobIdentifier="b")) == 3
    assert len(runs) == 100 and runs[0]["domainId"] == dzjobs.testing.DOMAIN
    with pytest.raises(dzjobs.exceptions.EndpointConnectionError):
        listed(url)


def test_it_ends_with_the_test_that_fails_and_refuses_wrong_flags(capfd):
    with pytest.raises(ZeroDivisionError):
        with dzjobs.testing.emulator(runs=1) as url:
            1 / 0
    with pytest.raises(dzjobs.exceptions.EndpointConnectionError):
        listed(url)
    with pytest.raises(ValueError, match="no_such"):
        with dzjobs.testing.emulator(no_such=1):
            pass


def test_it_does_not_take_the_keys_of_the_environment(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDOTHER")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "other")
    with dzjobs.testing.emulator(runs=1) as url:
        assert len(listed(url)) == 1


def test_it_is_also_a_program():
    done = subprocess.run([sys.executable, "-m", "dzjobs.testing", "--help"], capture_output=True,
                          text=True, timeout=60)
    assert done.returncode == 0 and "--throttle-rate" in done.stdout


def test_the_package_has_no_second_copy_of_it():
    assert not os.path.exists(REPOSITORY / "packaging/python/dzjobs/_emulator")


def stubbed(module):
    """(a client, its Stubber, the errors of the Stubber)"""
    if module is dzjobs:
        client = dzjobs.client("datazone", "us-east-1")
        return client, dzjobs.testing.Stubber(client), dzjobs.exceptions
    client = boto_client("http://127.0.0.1:1")
    return client, botocore.stub.Stubber(client), botocore.exceptions


@pytest.mark.parametrize("module", [dzjobs, botocore])
def test_the_stubber_matches_botocores(module):
    client, stubber, errors = stubbed(module)
    any_ = dzjobs.testing.ANY if module is dzjobs else botocore.stub.ANY
    stubber.add_response("list_job_runs", PAGE, {**IDS, "status": "FAILED"})
    stubber.add_response("list_job_runs", PAGE, IDS)
    stubber.add_response("list_job_runs", {"items": []}, {**IDS, "nextToken": any_})
    stubber.add_client_error("list_job_runs", "ThrottlingException", "slow", 429)
    stubber.add_response("list_job_runs", PAGE, {**IDS, "maxResults": 5})
    with stubber:
        page = client.list_job_runs(**IDS, status="FAILED")
        assert page["items"] == PAGE["items"] and page["nextToken"] == "t"
        pages = client.get_paginator("list_job_runs").paginate(**IDS)
        assert [len(each["items"]) for each in pages] == [1, 0]
        with pytest.raises(client.exceptions.ThrottlingException, match="slow") as caught:
            client.list_job_runs(**IDS)
        assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 429
        with pytest.raises(AssertionError):
            stubber.assert_no_pending_responses()
        with pytest.raises(errors.StubAssertionError, match="xpected param"):
            client.list_job_runs(**IDS, maxResults=6)
        for _ in range(2):
            client, stubber, errors = stubbed(module)
            with stubber, pytest.raises(errors.UnStubbedResponseError):
                client.list_job_runs(**IDS)
            stubber.assert_no_pending_responses()


def test_job_runs_are_stubbed_until_the_stubber_ends(monkeypatch):
    client, stubber, _ = stubbed(dzjobs)
    stubber.add_response("list_job_runs", PAGE)
    stubber.add_response("list_job_runs", {"items": [{"runId": "b", "status": "SUCCESS"}]})
    with stubber:
        assert [run["runId"] for run in client.job_runs(**IDS)] == ["a", "b"]
    with pytest.raises(dzjobs.exceptions.NoCredentialsError):
        client.list_job_runs(**IDS)
    with pytest.raises(dzjobs.exceptions.StubResponseError, match="list_domains"):
        stubber.add_response("list_domains", {})
