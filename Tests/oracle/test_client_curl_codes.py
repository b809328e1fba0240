"""The result of each CURLE_* code of the headers from 7.61 to 8.x, and of a libcurl that refuses
options, is old, or is broken. A stub replaces libcurl.
"""

import json
import os
import re
import subprocess
import sys

import pytest

from client import EUNAVAILABLE
from dzjobs import ENOMEM, ETRANSPORT, REPOSITORY

pytestmark = pytest.mark.usefixtures("alone")
STUB = REPOSITORY / "Tests/oracle/stub_curl.c"

# Codes for which a retry cannot help.
FINAL = {
    3: "URL_MALFORMAT", 4: "NOT_BUILT_IN", 41: "FUNCTION_NOT_FOUND", 43: "BAD_FUNCTION_ARGUMENT",
    48: "UNKNOWN_OPTION", 49: "SETOPT_OPTION_SYNTAX", 53: "SSL_ENGINE_NOTFOUND",
    54: "SSL_ENGINE_SETFAILED", 58: "SSL_CERTPROBLEM", 59: "SSL_CIPHER",
    51: "PEER_FAILED_VERIFICATION of 7.61", 60: "PEER_FAILED_VERIFICATION", 64: "USE_SSL_FAILED",
    66: "SSL_ENGINE_INITFAILED", 77: "SSL_CACERT_BADFILE", 82: "SSL_CRL_BADFILE",
    83: "SSL_ISSUER_ERROR", 85: "RTSP_CSEQ_ERROR", 90: "SSL_PINNEDPUBKEYNOTMATCH",
    91: "SSL_INVALIDCERTSTATUS", 94: "AUTH_ERROR", 98: "SSL_CLIENTCERT", 101: "ECH_REQUIRED",
}
RETRYABLE = {
    1: "UNSUPPORTED_PROTOCOL", 2: "FAILED_INIT", 5: "COULDNT_RESOLVE_PROXY",
    6: "COULDNT_RESOLVE_HOST", 7: "COULDNT_CONNECT", 8: "WEIRD_SERVER_REPLY",
    9: "REMOTE_ACCESS_DENIED", 10: "FTP_ACCEPT_FAILED", 11: "FTP_WEIRD_PASS_REPLY",
    12: "FTP_ACCEPT_TIMEOUT", 13: "FTP_WEIRD_PASV_REPLY", 14: "FTP_WEIRD_227_FORMAT",
    15: "FTP_CANT_GET_HOST", 16: "HTTP2", 17: "FTP_COULDNT_SET_TYPE", 18: "PARTIAL_FILE",
    19: "FTP_COULDNT_RETR_FILE", 20: "OBSOLETE20", 21: "QUOTE_ERROR", 22: "HTTP_RETURNED_ERROR",
    23: "WRITE_ERROR", 24: "OBSOLETE24", 25: "UPLOAD_FAILED", 26: "READ_ERROR",
    27: "OUT_OF_MEMORY", 28: "OPERATION_TIMEDOUT", 29: "OBSOLETE29", 30: "FTP_PORT_FAILED",
    31: "FTP_COULDNT_USE_REST", 32: "OBSOLETE32", 33: "RANGE_ERROR", 34: "HTTP_POST_ERROR",
    35: "SSL_CONNECT_ERROR", 36: "BAD_DOWNLOAD_RESUME", 37: "FILE_COULDNT_READ_FILE",
    38: "LDAP_CANNOT_BIND", 39: "LDAP_SEARCH_FAILED", 40: "OBSOLETE40",
    42: "ABORTED_BY_CALLBACK", 44: "OBSOLETE44", 45: "INTERFACE_FAILED", 46: "OBSOLETE46",
    47: "TOO_MANY_REDIRECTS", 50: "OBSOLETE50", 52: "GOT_NOTHING", 55: "SEND_ERROR",
    56: "RECV_ERROR", 57: "OBSOLETE57", 61: "BAD_CONTENT_ENCODING", 62: "LDAP_INVALID_URL",
    63: "FILESIZE_EXCEEDED", 65: "SEND_FAIL_REWIND", 67: "LOGIN_DENIED", 68: "TFTP_NOTFOUND",
    69: "TFTP_PERM", 70: "REMOTE_DISK_FULL", 71: "TFTP_ILLEGAL", 72: "TFTP_UNKNOWNID",
    73: "REMOTE_FILE_EXISTS", 74: "TFTP_NOSUCHUSER", 75: "CONV_FAILED", 76: "CONV_REQD",
    78: "REMOTE_FILE_NOT_FOUND", 79: "SSH", 80: "SSL_SHUTDOWN_FAILED", 81: "AGAIN",
    84: "FTP_PRET_FAILED", 86: "RTSP_SESSION_ERROR", 87: "FTP_BAD_FILE_LIST",
    88: "CHUNK_FAILED", 89: "NO_CONNECTION_AVAILABLE", 92: "HTTP2_STREAM",
    93: "RECURSIVE_API_CALL", 95: "HTTP3", 96: "QUIC_CONNECT_ERROR", 97: "PROXY",
    99: "UNRECOVERABLE_POLL", 100: "TOO_LARGE", 102: "unknown", 4711: "unknown",
}

# A line for each set of variables: event, attempts and text.
SCRIPT = """
import json, os, sys
from client import client_of
for variables in json.loads(sys.argv[1]):
    os.environ.update(variables)
    listing = client_of("https://datazone.example", max_attempts=2, proxy="").list()
    print(listing.next(), listing.attempts, listing.error, flush=True)
"""


@pytest.fixture(scope="module")
def stub(tmp_path_factory):
    """A function that lists with the stub in place of libcurl, once for each set of variables. It
    returns the output."""
    made = {}

    def run(*variables, flags=()):
        if flags not in made:
            made[flags] = tmp_path_factory.mktemp("stub")
            subprocess.run(
                ["cc", "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror", *flags, str(STUB), "-o",
                 str(made[flags] / "libcurl.so.4")], check=True)
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, json.dumps(variables)], text=True, capture_output=True,
            timeout=120, env=dict(os.environ, LD_LIBRARY_PATH=str(made[flags]),
                                  PYTHONPATH=str(REPOSITORY / "Tests/oracle")))
        assert done.stderr == ""
        return done.stdout.splitlines()
    return run


def test_the_installed_header_has_no_other_code():
    header = subprocess.run(["cc", "-E", "-x", "c", "-"], input="#include <curl/curl.h>",
                            capture_output=True, text=True, check=True).stdout
    body = re.search(r"enum \{\s*CURLE_OK = 0,(.*?)CURL_LAST", header, re.S).group(1)
    names = re.findall(r"^\s*(CURLE_\w+),", body, re.M)
    assert len(names) > 95 and not set(range(1, len(names) + 1)) - set(FINAL) - set(RETRYABLE)


def test_each_code(stub):
    codes = sorted(FINAL | RETRYABLE)
    told = stub(*({"STUB_CODE": str(code)} for code in codes))
    assert len(told) == len(codes)
    for code, line in zip(codes, told):
        event, attempts, text = line.split(" ", 2)
        assert (int(event), int(attempts)) == (ETRANSPORT, 1 if code in FINAL else 2), line
        assert text.startswith("no answer: ") and f"code {code} (attempt" in text


def test_a_response_that_is_not_http(stub):
    """Without a status: libcurl before 7.66 read noise as HTTP/0.9."""
    (told,) = stub({"STUB_CODE": "0"})
    assert "an invalid HTTP status (attempt 2 of 2)" in told


def test_no_request_is_sent_without_all_of_its_options(stub):
    told = stub(*({"STUB_REFUSE": str(option), "STUB_CODE": "7"} for option in range(1, 100)))
    events = [int(line.split(" ")[0]) for line in told]
    assert len(events) == 99 and events[:30] == [ENOMEM] * 30 and events[-1] == ETRANSPORT
    assert events == sorted(events, reverse=True)


def test_libcurl_7_61_is_enough(stub):
    (told,) = stub({"STUB_VERSION": "0x073d00", "STUB_CODE": "7"})
    assert "connect: code 7 (attempt 2 of 2)" in told


def test_the_error_names_an_older_version(stub):
    (told,) = stub({"STUB_VERSION": "0x073c01"})
    assert told.startswith(f"{EUNAVAILABLE} ") and "libcurl 7.60.1 is too old: 7.61" in told


def test_the_error_names_a_missing_function(stub):
    (told,) = stub({}, flags=("-DLACKS_WAIT",))
    assert told.startswith(f"{EUNAVAILABLE} ") and "has no curl_multi_wait(): 7.61" in told
