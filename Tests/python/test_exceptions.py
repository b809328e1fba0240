"""Every failure raises botocore's exception class."""

import threading

import botocore.exceptions
import dzjobs
import pytest
from conftest import IDS, KEYS, client_of, refused
from dzjobs import exceptions
from emulator import REGION, boto_client
from loopback import answer, page, sending, serving, silence

OURS = {"Error", "InvalidSettingError", "ClientClosedError", "DeadlineExceededError",
        "CancelledError", "ResponseParserError"}


def test_the_names_and_the_family_are_botocores():
    client = boto_client("http://127.0.0.1:1")
    for name in dir(client.exceptions):
        if name[0] != "_" and isinstance(getattr(client.exceptions, name), type):
            assert getattr(dzjobs.Client.exceptions, name) is getattr(exceptions, name)
    for name, each in vars(exceptions).items():
        if (not isinstance(each, type) or name in OURS or not issubclass(each, Exception)
                or name[0] == "_" or each.__doc__ == "dzjobs never raises it."):
            continue
        if issubclass(each, exceptions.ClientError) and each is not exceptions.ClientError:
            theirs = getattr(client.exceptions, name)
        else:
            theirs = getattr(botocore.exceptions, name)
        family = {parent.__name__ for parent in theirs.__mro__}
        ours = {parent.__name__ for parent in each.__mro__} - {"ValueError", "Error", "_OSError"}
        assert ours <= family and issubclass(each, dzjobs.Error), name


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"items":[5]}', b'{"items":[{}]',
                                  b'{"items":[{"createdAt":"soon"}]}'])
def test_a_body_that_is_not_an_answer(body):
    with serving(sending(answer(body))) as server:
        refused(client_of(server.url), exceptions.ResponseParserError)


def test_a_loop():
    with serving(sending(page(0, token="a"), page(2, token="b"), page(4, token="a"))) as server:
        runs, ids = client_of(server.url).job_runs(**IDS), []
        with pytest.raises(exceptions.PaginationError, match="nextToken"):
            for run in runs:
                ids.append(run["runId"])
    assert ids == ["0", "1", "2", "3", "4", "5"]


def test_configuration(alone, monkeypatch):
    url = "http://127.0.0.1:1"
    text = refused(dzjobs.Client(**KEYS, endpoint_url=url), exceptions.NoRegionError)
    assert "pass region_name=, or set AWS_REGION, AWS_DEFAULT_REGION or region in the" in text
    refused(client_of(url, region="a/b"), exceptions.InvalidRegionError)
    refused(client_of(url, profile="other"), exceptions.ProfileNotFound)
    text = refused(
        dzjobs.Client(region_name=REGION, endpoint_url=url), exceptions.NoCredentialsError)
    assert "environment: " in text and "instance metadata: " in text
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "many")
    refused(client_of(url), exceptions.InvalidConfigError)


def test_refusals_that_botocore_leaves_to_the_server(client):
    """Identifiers that change the path: the library refuses them."""
    for identifier in "", ".", "..":
        text = refused(client, exceptions.ParamValidationError, jobIdentifier=identifier)
        assert "jobIdentifier: " in text


def test_deadline_and_cancel():
    with serving(sending(silence())) as server:
        error = refused(client_of(server.url, deadline=0.2), exceptions.DeadlineExceededError)
        assert "deadline" in error and "_us" not in error
        assert issubclass(exceptions.DeadlineExceededError, TimeoutError)
        client = client_of(server.url)
        timer = threading.Timer(0.2, client.cancel)
        timer.start()
        refused(client, exceptions.CancelledError)
        timer.join()
        with pytest.raises(exceptions.CancelledError):
            list(client.job_runs(**IDS))


@pytest.mark.parametrize("status, code, message, kind", [
    (429, "ThrottlingException", "slow down", "ThrottlingException"),
    (409, "ConflictException", "no", "ConflictException"),
    (402, "ServiceQuotaExceededException", "no", "ServiceQuotaExceededException"),
    (401, "UnauthorizedException", "no", "UnauthorizedException"),
    (500, "InternalServerException", "no", "InternalServerException"),
    (418, "TeapotException", "I am", "ClientError"),
    (503, None, None, "ClientError"), (500, None, None, "ClientError"),
    (400, None, None, "ClientError"),
])
def test_errors_of_the_service(status, code, message, kind):
    """Compares class, text and response with botocore."""
    body = b"{}" if message is None else b'{"message":"%s"}' % message.encode()
    headers = [("x-amzn-requestid", "id-7")] + ([("x-amzn-errortype", code)] if code else [])
    if message is None and status >= 500:
        body = b"<html></html>"
    with serving(sending(answer(body, status, *headers))) as server:
        boto = boto_client(server.url, retries={"mode": "standard", "total_max_attempts": 1})
        with pytest.raises(botocore.exceptions.ClientError) as theirs:
            boto.list_job_runs(**IDS)
        with pytest.raises(exceptions.ClientError) as ours:
            client_of(server.url, max_attempts=1).list_job_runs(**IDS)
    assert type(ours.value).__name__ == type(theirs.value).__name__ == kind
    expected = theirs.value.response
    expected["ResponseMetadata"].pop("MaxAttemptsReached", None)
    headers = expected["ResponseMetadata"]["HTTPHeaders"]
    expected["ResponseMetadata"]["HTTPHeaders"] = {
        name: value for name, value in headers.items() if name == "x-amzn-requestid"}
    if body.startswith(b"<html>"):
        expected["ResponseMetadata"]["RequestId"] = "id-7"  # botocore loses it
    assert ours.value.response == expected
    assert str(ours.value) == str(theirs.value).replace(" (reached max retries: 0)", "")
