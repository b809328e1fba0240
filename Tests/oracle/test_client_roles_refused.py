"""Roles that cannot be assumed, because of the profile or of STS: the error has the reason."""

import pytest

from client import ECREDENTIALS
from resolution import profiles
from stand_ins import iso, sts, sts_error
from test_client_roles import CONFIG, ours, services, theirs

__all__ = ["services"]  # a fixture
pytestmark = pytest.mark.usefixtures("metadata")


@pytest.mark.parametrize("profile, says", [
    ("mfa", ["profile mfa", "mfa_serial", "credential_process"]),
    ("by-mfa", ["profile mfa", "mfa_serial"]),
    ("both", ["profile both", "source_profile", "credential_source"]),
    ("neither", ["profile neither", "source_profile"]),
    ("nowhere", ["profile nowhere", "source_profile", "no such profile"]),
    ("odd-source", ["profile odd-source", "credential_source", "Ec2InstanceMetadata"]),
    ("circle", ["profile circle2", "loop"]), ("self", ["profile self", "loop"]),
    ("no-keys", ["profile empty"]), ("environment", ["AWS_ACCESS_KEY_ID", "profile environment"])])
def test_the_error_of_a_wrong_profile_has_the_reason(profile, says, services):
    (code, text), calls, _ = ours(services, profile=profile)
    assert code == ECREDENTIALS and all(word in text for word in says), text
    assert calls == []


def test_an_endless_chain(services, alone):
    profiles(alone, "".join(
        f"[profile p{n}]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = p{n + 1}\n"
        for n in range(40)))
    (code, text), calls, _ = ours(services, profile="p0")
    assert code == ECREDENTIALS and "16" in text and calls == []


@pytest.mark.parametrize("answers, says, attempts", [
    ([sts_error(403, "AccessDenied", "not &lt;you&gt; &amp; not now")],
     ["AccessDenied: not <you> & not now", "HTTP 403", "id-1", "role of profile role"], 1),
    ([sts_error(500, "InternalFailure")] * 3, ["InternalFailure", "attempt 3 of 3"], 3),
    ([sts_error(400, "Throttling")] * 3, ["Throttling", "attempt 3 of 3"], 3),
    ([(200, "<html>")], ["no AccessKeyId"], 1), ([(200, "")], ["no AccessKeyId"], 1),
    ([(200, '{"AssumeRoleResponse":{}}')], ["no AccessKeyId"], 1),
    ([sts("AssumeRole", expiration="soon")], ["no Expiration"], 1),
    ([sts("AssumeRole", expiration=iso(-1))], ["expired"], 1),
    ([sts("AssumeRole", token="a&#10;b")], ["session_token"], 1),
    ([(200, b"x" * (2 << 20))], ["more than 1 MiB"], 1)])
def test_answers_of_sts(answers, says, attempts, services):
    services.answers["AssumeRole"] = list(answers)
    (code, text), calls, _ = ours(services, profile="role")
    assert code == ECREDENTIALS and all(word in text for word in says), text
    assert len(calls) == attempts and "secret" not in text


def test_an_error_of_sts_is_retried(services):
    services.answers["AssumeRole"] = [sts_error(503, "ServiceUnavailable")]
    used, calls, _ = ours(services, profile="role")
    assert used[0] == "ASIAone" and len(calls) == 2
    assert len({call.headers["amz-sdk-invocation-id"] for call in calls}) == 1


def test_an_unreachable_identity_provider_is_retried(services):
    for ask in (ours, theirs):
        services.answers["AssumeRoleWithWebIdentity"] = [sts_error(400, "IDPCommunicationError")]
        used, calls, *_ = ask(services, profile="web")
        assert used[0] == "ASIAweb" and len(calls) == 2


def test_an_error_that_quotes_the_token_is_redacted(services):
    services.answers["AssumeRoleWithWebIdentity"] = lambda request: sts_error(
        403, "AccessDenied", "not with " + request.form["WebIdentityToken"])
    (code, text), _, client = ours(services, profile="web")
    assert code == ECREDENTIALS and "not with ****" in text
    assert "header.payload" not in text + client.credentials_source


def test_the_service_judges_duration_seconds(services, alone):
    """botocore leaves out a value that is not a number, and gets another duration than the profile
    sets."""
    profiles(alone, CONFIG.format(token="").replace("900", "long"))
    _, (call,), _ = ours(services, profile="role")
    assert call.form["DurationSeconds"] == "long"
