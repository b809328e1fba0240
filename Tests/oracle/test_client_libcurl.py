"""A machine without libcurl: the client reports it, the rest works, and nothing loads libcurl
earlier.
"""

import os
import subprocess
import sys

import pytest

from client import EUNAVAILABLE
from dzjobs import ENOMEM, ETRANSPORT

pytestmark = pytest.mark.usefixtures("alone")


def run(program, folder, *arguments):
    """What a program prints that finds libcurl in this folder first."""
    done = subprocess.run(
        [sys.executable, "-c", program, os.path.dirname(__file__), *arguments],
        capture_output=True, text=True, env=dict(os.environ, LD_LIBRARY_PATH=str(folder)))
    assert done.returncode == 0, done.stderr
    return done.stdout


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
    one, two, text = run(MISSING, alone).split(" ", 2)
    assert int(one) == int(two) == EUNAVAILABLE
    assert "libcurl.so.4" in text and "file too short" in text


UNUSED = """
import sys
sys.path.insert(0, sys.argv[1])
from client import Client, client_of
client_of("http://127.0.0.1:1").list()
before = "libcurl" in open("/proc/self/maps").read()
client_of("http://127.0.0.1:1", proxy="", max_attempts=1).list().next()
print(before, "libcurl" in open("/proc/self/maps").read())
"""


def test_the_first_request_loads_libcurl(alone):
    assert run(UNUSED, alone) == "False True\n"


# ---- Each reason; test_client_curl_codes.py has an old libcurl and one without a function --------


REASON = """
import resource, sys
sys.path.insert(0, sys.argv[1])
from client import client_of
listing = client_of("http://127.0.0.1:1", proxy="", max_attempts=1).list()
listing.error
if sys.argv[2] == "descriptors":
    resource.setrlimit(resource.RLIMIT_NOFILE, (5, 5))
    kept = []
    try:
        while True: kept.append(open("/dev/null"))
    except OSError: pass
elif sys.argv[2] == "memory":
    used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + (256 << 10), -1))
code, text = listing.next(), listing.error
resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
print(code, text)
"""


def reason(folder, kind=""):
    code, _, text = run(REASON, folder, kind).partition(" ")
    return int(code), text


def test_no_descriptor_for_libcurl(alone):
    code, text = reason(alone, "descriptors")
    assert code == EUNAVAILABLE and "libcurl.so.4: no file descriptors are left" in text


def test_no_memory_for_libcurl(alone):
    assert reason(alone, "memory")[0] == ENOMEM


def test_the_build_with_gnutls_alone_serves(alone):
    """The loader finds a file that is no library under the usual name."""
    (alone / "libcurl.so.4").write_bytes(b"no ELF")
    usual = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True).stdout
    other = next(line.split(" => ")[1] for name in ("libcurl-gnutls.so.4", "libcurl.so.4")
                 for line in usual.splitlines() if line.split()[0] == name)
    (alone / "libcurl-gnutls.so.4").symlink_to(other)
    code, text = reason(alone)
    assert code == ETRANSPORT and "libcurl.so.4" not in text
