"""Endpoints of STS and IAM Identity Center: those of botocore's rules in every partition, and those
of the environment or a services section.
"""

import functools
import hashlib
import json

import botocore.endpoint_provider
import botocore.session
import pytest

from client import Client
from dzjobs import Answer
from resolution import profiles
from stand_ins import SSO_START_URL, iso

pytestmark = pytest.mark.usefixtures("alone")
CONFIG = f"""
[default]
services = own
role_arn = arn:aws:iam::1:role/r
source_profile = sso
[profile sso]
sso_session = corp
sso_account_id = 1
sso_role_name = r
[sso-session corp]
sso_region = {{region}}
sso_start_url = {SSO_START_URL}
[services own]
{{services}}
"""


def asked(alone, region, services=""):
    """The origins of the calls for a token, for credentials, for a role, and of the request to
    DataZone."""
    profiles(alone, CONFIG.format(region=region, services=services))
    cache = alone / ".aws/sso/cache"
    cache.mkdir(parents=True, exist_ok=True)
    (cache / (hashlib.sha1(b"corp").hexdigest() + ".json")).write_text(json.dumps({
        "accessToken": "x", "expiresAt": iso(60), "refreshToken": "r", "clientId": "c",
        "clientSecret": "s", "registrationExpiresAt": iso(3600)}))

    def transport(exchange):
        if exchange.url.endswith("/token"):
            return Answer(body=b'{"accessToken":"y","expiresIn":3600}')
        if "/federation/" in exchange.url:
            return Answer(body=b'{"roleCredentials":{"accessKeyId":"A","secretAccessKey":"s",'
                               b'"sessionToken":"t","expiration":4102444800000}}')
        return Answer(404)

    client = Client(region=region, transport=transport, max_attempts=1)
    client.list().next()
    return ["/".join(exchange.url.split("/")[:3]) for exchange in client.exchanges]


LOADER = botocore.session.Session().get_component("data_loader")


@functools.cache
def provider(service):
    return botocore.endpoint_provider.EndpointProvider(
        LOADER.load_service_model(service, "endpoint-rule-set-1"), LOADER.load_data("partitions"))


def rules(service, region, fips, dual_stack=False):
    more = {"UseGlobalEndpoint": False} if service == "sts" else {}
    return provider(service).resolve_endpoint(
        Region=region, UseFIPS=fips, UseDualStack=dual_stack, **more).url


REGIONS = ["mars-1", *(region for partition in LOADER.load_data("partitions")["partitions"]
                       for region in partition["regions"])]


@pytest.mark.parametrize("dual_stack", [False, True])
@pytest.mark.parametrize("fips", [False, True])
@pytest.mark.parametrize("region", REGIONS)
def test_the_services_own_endpoints(region, fips, dual_stack, alone, monkeypatch):
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", str(fips).lower())
    monkeypatch.setenv("AWS_USE_DUALSTACK_ENDPOINT", str(dual_stack).lower())
    assert asked(alone, region) == [
        rules(service, region, fips, dual_stack) for service in ("sso-oidc", "sso", "sts")]


@pytest.mark.parametrize("variables, services, expected", [
    ({"AWS_ENDPOINT_URL": "http://all"}, "", ["http://all"] * 3),
    ({"AWS_ENDPOINT_URL_STS": "http://sts", "AWS_ENDPOINT_URL_SSO": "http://sso",
      "AWS_ENDPOINT_URL_SSO_OIDC": "http://oidc", "AWS_ENDPOINT_URL": "http://all"}, "",
     ["http://oidc", "http://sso", "http://sts"]),
    ({}, "sts =\n  endpoint_url = http://sts\nsso =\n  endpoint_url = http://sso\n"
         "sso_oidc =\n  endpoint_url = http://oidc\n", ["http://oidc", "http://sso", "http://sts"]),
    ({"AWS_ENDPOINT_URL_DATAZONE": "http://datazone"}, "", None),
    ({"AWS_ENDPOINT_URL": "http://all", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}, "",
     None)], ids=str)
def test_endpoints_of_the_environment_and_the_profile(variables, services, expected, alone,
                                                      monkeypatch):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert asked(alone, "eu-west-1", services) == (expected or [
        rules(service, "eu-west-1", False) for service in ("sso-oidc", "sso", "sts")])
