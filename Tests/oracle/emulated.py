"""Functions that the tests of the emulator share, beside the fixtures of conftest.py."""

import socket

import pytest
from botocore.exceptions import ClientError
from emulator import DOMAIN, JOB
from run_members import VALUES

RUNS = 731
STATUSES = tuple(VALUES["status"])
IDS = {"domainIdentifier": DOMAIN, "jobIdentifier": JOB}


def refusal(call, **arguments):
    """(HTTP status, code, message) of the ClientError the call must raise."""
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    answer = caught.value.response
    assert answer["ResponseMetadata"]["RequestId"]
    return (answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"],
            answer["Error"]["Message"])


def raw_bytes(endpoint, data):
    host, port = endpoint[len("http://"):].split(":")
    with socket.create_connection((host, int(port)), timeout=10) as sock:
        sock.sendall(data)
        return b"".join(iter(lambda: sock.recv(65536), b""))
