"""A remaining `from botocore.exceptions import ClientError` catches our exceptions, too, and a
script finds every name that it may import.
"""

import builtins
import pickle
import subprocess
import sys

import botocore.exceptions
import dzjobs
import pytest
from conftest import IDS, KEYS, REGION, client_of
from dzjobs import exceptions
from loopback import answer, reset, sending, serving

CLASSES = {name: each for name, each in vars(botocore.exceptions).items()
           if isinstance(each, type) and issubclass(each, BaseException)
           and each.__module__ == "botocore.exceptions"}


@pytest.mark.parametrize("name", CLASSES)
def test_every_class_of_botocore_exists_with_its_bases(name):
    ours = getattr(exceptions, name)
    family = [each.__name__ for each in CLASSES[name].__mro__ if each in CLASSES.values()]
    assert [each.__name__ for each in ours.__mro__
            if each.__name__ in CLASSES and each.__module__ == "dzjobs.exceptions"] == family
    for builtin in ValueError, AssertionError, OSError, Warning:
        assert issubclass(ours, builtin) == issubclass(CLASSES[name], builtin)
    assert pickle.loads(pickle.dumps(ours)) is ours


@pytest.mark.parametrize("call, name", [
    (lambda: denied(), "ClientError"),
    (lambda: client_of("http://127.0.0.1:1", max_attempts=1), "EndpointConnectionError"),
    (lambda: client_of("http://127.0.0.1:1", max_attempts=1), "ConnectionError"),
    (lambda: dzjobs.Client(endpoint_url="http://x", **KEYS), "NoRegionError"),
    (lambda: client_of("http://x", profile_name="other"), "ProfileNotFound"),
    (lambda: client_of("http://x", region_name="a b"), "InvalidRegionError"),
    (lambda: dzjobs.Client(endpoint_url="http://x", region_name=REGION), "NoCredentialsError"),
    (lambda: dzjobs.Client(endpoint_url="http://x", region_name=REGION), "BotoCoreError")])
def test_botocores_own_class_catches_ours(call, name):
    client = call()
    try:
        client.list_job_runs(**IDS)
    except getattr(botocore.exceptions, name) as error:
        assert isinstance(error, getattr(exceptions, name)) and isinstance(error, dzjobs.Error)
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again)) == (type(error), str(error))
    else:
        raise AssertionError("nothing was raised")


def denied():
    class Denied:
        def list_job_runs(self, **ids):
            with serving(sending(answer(b"{}", 403, ("x-amzn-errortype", "Denied")))) as server:
                client_of(server.url).list_job_runs(**ids)
    return Denied()


def test_timeouts_and_lost_connections_too():
    with serving(sending(reset)) as server:
        with pytest.raises(botocore.exceptions.ConnectionClosedError):
            client_of(server.url, max_attempts=1).list_job_runs(**IDS)
    for name in "ReadTimeoutError", "ConnectTimeoutError", "SSLError", "ProxyConnectionError":
        error = getattr(exceptions, name)("why")
        assert isinstance(error, getattr(botocore.exceptions, name)) and str(error) == "why"
        assert isinstance(error, OSError)


LATE = """
import dzjobs, sys
client = dzjobs.Client(region_name="us-east-1", endpoint_url="http://127.0.0.1:1",
                       aws_access_key_id="a", aws_secret_access_key="b", max_attempts=1)
ids = {"domainIdentifier": "d", "jobIdentifier": "j"}
try:
    client.list_job_runs(**ids)
except dzjobs.exceptions.EndpointConnectionError as error:
    before = error
assert "botocore" not in sys.modules
import botocore.exceptions
try:
    client.list_job_runs(**ids)
except botocore.exceptions.EndpointConnectionError as error:
    pass
assert isinstance(before, botocore.exceptions.EndpointConnectionError)
assert isinstance(before, botocore.exceptions.BotoCoreError)
"""


def test_the_order_of_imports_does_not_matter():
    subprocess.run([sys.executable, "-c", LATE], check=True, timeout=60)


def test_names_are_made_on_demand_and_no_others():
    assert exceptions.WaiterError is exceptions.WaiterError
    assert not hasattr(builtins, "WaiterError")
    with pytest.raises(AttributeError, match="NoSuchError"):
        exceptions.NoSuchError
