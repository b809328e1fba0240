"""A caller that uses libcurl itself before, after and during the use of a client."""

import ctypes
import os
import subprocess
import sys
import threading

from client import client_of
from dzjobs import DONE
from loopback import pages, sending, serving

WRITE = ctypes.CFUNCTYPE(ctypes.c_size_t, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t,
                         ctypes.c_void_p)
URL, WRITEFUNCTION, NOPROXY = 10002, 20011, 10177


class HostsOwn:
    """A program's own use of libcurl, from its first call to its last."""

    def __init__(self):
        self.curl = ctypes.CDLL("libcurl.so.4")
        self.curl.curl_easy_init.restype = ctypes.c_void_p
        assert self.curl.curl_global_init(ctypes.c_long(3)) == 0

    def get(self, url):
        """Returns the number of received bytes."""
        count = [0]

        def write(data, size, number, context):
            count[0] += size * number
            return size * number

        sink, easy = WRITE(write), ctypes.c_void_p(self.curl.curl_easy_init())
        for option, value in ((URL, url.encode()), (NOPROXY, b"*")):
            assert self.curl.curl_easy_setopt(easy, option, ctypes.c_char_p(value)) == 0
        assert self.curl.curl_easy_setopt(easy, WRITEFUNCTION, sink) == 0
        assert self.curl.curl_easy_perform(easy) == 0
        self.curl.curl_easy_cleanup(easy)
        return count[0]

    def end(self):
        self.curl.curl_global_cleanup()


def lists(url, client=None):
    ids, end = (client or client_of(url)).list().runs()
    assert (ids, end) == ([str(n) for n in range(6)], DONE)


def the_whole_story():
    with serving(sending(*pages(1))) as other, serving(_three_pages) as server:
        host = HostsOwn()
        assert host.get(other.url) > 0
        client = client_of(server.url)
        lists(server.url, client)
        assert host.get(other.url) > 0
        threads = [threading.Thread(target=lists, args=(server.url, client)) for _ in range(8)]
        threads += [threading.Thread(target=host.get, args=(other.url,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        host.end()
        # The caller has cleaned libcurl up; the client and a new client still need it.
        lists(server.url, client)
        lists(server.url)
        client.free()
        again = HostsOwn()
        assert again.get(other.url) > 0
        again.end()


def _three_pages(server, connection):
    """Answers by the page's token, so that listings can run at the same time."""
    answers = pages(3)
    for head in server.heads(connection):
        token = head.partition("nextToken=t")[2][:1]
        connection.sendall(answers[int(token) + 1 if token else 0])


def test_a_host_with_libcurl_of_its_own():
    """Runs in its own process, because libcurl's state belongs to the process."""
    done = subprocess.run(
        [sys.executable, "-c", "import test_client_host_curl as t; t.the_whole_story()"],
        cwd=os.path.dirname(__file__), capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
