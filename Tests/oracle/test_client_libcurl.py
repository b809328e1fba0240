"""A machine without libcurl: the client reports it, the rest works, and nothing loads libcurl
earlier.
"""

import os
import subprocess
import sys

import pytest

from client import EUNAVAILABLE

pytestmark = pytest.mark.usefixtures("alone")
MISSING = """
import sys
sys.path.insert(0, sys.argv[1])
from client import EUNAVAILABLE, client_of
from dzjobs import SEND, Listing
client = client_of("http://127.0.0.1:1")
listing, other = client.list(), client.list()
print(listing.next(), listing.next(), listing.error)
assert client.add(other) == 0
for _ in range(2):
    assert client.next_any([other]) == (EUNAVAILABLE, None) and "libcurl4" in client.error
assert Listing(credentials=("A", "s", None)).next() == SEND
"""


@pytest.mark.parametrize("content", [b"", b"no ELF"])
def test_without_libcurl_only_the_client_is_missing(alone, content):
    for name in ("libcurl.so.4", "libcurl-gnutls.so.4"):
        (alone / name).write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", MISSING, os.path.dirname(__file__)], capture_output=True,
        text=True, env=dict(os.environ, LD_LIBRARY_PATH=str(alone)))
    assert done.returncode == 0, done.stderr
    one, two, text = done.stdout.split(" ", 2)
    assert int(one) == int(two) == EUNAVAILABLE and "libcurl" in text


UNUSED = """
import sys
sys.path.insert(0, sys.argv[1])
from client import Client, client_of
client_of("http://127.0.0.1:1").list()
before = "libcurl" in open("/proc/self/maps").read()
client_of("http://127.0.0.1:1", proxy="", max_attempts=1).list().next()
print(before, "libcurl" in open("/proc/self/maps").read())
"""


def test_the_first_request_loads_libcurl():
    done = subprocess.run([sys.executable, "-c", UNUSED, os.path.dirname(__file__)],
                          capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "False True\n"), done.stderr
