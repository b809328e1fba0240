"""Lists the runs of an Amazon DataZone job as JSON, one a line, with ctypes and urllib.request.

This recipe works for any language that can call C: find the library, declare the functions, and
act on the listing's events until it is done. DZJOBS_LIBRARY names a library that is not installed.
"""

import argparse
import ctypes.util
import http.client
import os
import ssl
import sys
import time
import urllib.request
from ctypes import POINTER, byref, c_char_p, c_int, c_int64, c_size_t, c_void_p

RUN, SEND, WAIT, EINVAL = 1, 3, 4, -1
BODY_LIMIT = 64 << 20  # the library refuses more
PROTOTYPES = (
    (c_int, [POINTER(c_void_p), c_char_p, c_char_p, c_char_p], "list_new"),
    (None, [c_void_p], "list_free"),
    (c_int, [c_void_p, c_char_p, c_char_p, c_char_p], "list_set_credentials"),
    (c_int, [c_void_p, c_char_p], "list_set_status list_set_sort_order list_set_endpoint_url "
                                  "list_set_resume_token"),
    (c_int, [c_void_p, c_int], "list_set_max_results"),
    (c_int, [c_void_p, c_int64], "list_set_max_items list_next"),
    (c_int64, [c_void_p], "list_wait_us"),
    (c_char_p, [c_void_p, c_size_t, POINTER(c_char_p)], "list_request_header"),
    (c_int, [c_void_p, c_char_p, c_char_p], "list_put_response_header"),
    (c_int, [c_void_p, c_int64, c_int, c_char_p, c_size_t], "list_put_response"),
    (c_int, [c_void_p, c_int64, c_int, c_char_p], "list_put_no_response"),
    (c_void_p, [c_void_p], "list_run"),
    (c_char_p, [c_void_p], "list_request_url list_error_text list_resume_token"),
    (c_char_p, [c_void_p, POINTER(c_size_t)], "run_json"),
)
lib = ctypes.CDLL(os.environ.get("DZJOBS_LIBRARY") or ctypes.util.find_library("dzjobs")
                  or "libdzjobs.so.0")
for result, arguments, names in PROTOTYPES:
    for name in names.split():
        function = getattr(lib, "dzjobs_" + name)
        function.restype, function.argtypes = result, arguments


class EveryAnswer(urllib.request.HTTPErrorProcessor):
    """Raises for no status and follows no redirect: the library judges the response."""
    http_response = https_response = lambda self, request, response: response


opener = urllib.request.build_opener(EveryAnswer)


def now_us():
    return time.time_ns() // 1000


def exchange(listing):
    """Sends the request of the listing and passes the response on. Returns 0 or an error code."""
    headers, value = {}, c_char_p()
    while name := lib.dzjobs_list_request_header(listing, len(headers), byref(value)):
        headers[name.decode()] = value.value.decode()
    request = urllib.request.Request(lib.dzjobs_list_request_url(listing).decode(), headers=headers)
    try:
        with opener.open(request, timeout=60) as answer:
            body = answer.read(BODY_LIMIT + 1)
            if answer.length and len(body) <= BODY_LIMIT:
                raise http.client.IncompleteRead(body, answer.length)
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        retryable = not isinstance(reason, ssl.SSLCertVerificationError)
        return lib.dzjobs_list_put_no_response(listing, now_us(), retryable, str(reason).encode())
    for name, text in answer.headers.items():
        lib.dzjobs_list_put_response_header(listing, name.encode(), text.encode())
    return lib.dzjobs_list_put_response(listing, now_us(), answer.status, body, len(body))


def whole(text):
    if not 0 <= int(text) < 2 ** 31:  # ctypes would silently cut it to an int
        raise ValueError
    return int(text)


def main():
    parser = argparse.ArgumentParser(description="Lists the runs of an Amazon DataZone job.")
    for name in "domain job region status sort endpoint-url starting-token".split():
        parser.add_argument("--" + name, type=os.fsencode, required=name in ("domain", "job"))
    for name in "max-items", "page-size":
        parser.add_argument("--" + name, type=whole)
    option, environment = parser.parse_args(), lambda name: os.environb.get(name) or None
    region = option.region or environment(b"AWS_REGION") or environment(b"AWS_DEFAULT_REGION")
    keys = b"AWS_ACCESS_KEY_ID", b"AWS_SECRET_ACCESS_KEY", b"AWS_SESSION_TOKEN"
    listing = c_void_p()
    code = lib.dzjobs_list_new(byref(listing), region, option.domain, option.job)
    for name, *values in (
            ("endpoint_url", option.endpoint_url or environment(b"AWS_ENDPOINT_URL")),
            ("credentials", *map(environment, keys)), ("resume_token", option.starting_token),
            ("status", option.status), ("sort_order", option.sort),
            ("max_items", option.max_items), ("max_results", option.page_size)):
        if values != [None]:
            code = code or getattr(lib, "dzjobs_list_set_" + name)(listing, *values)
    while code >= 0 and (code := lib.dzjobs_list_next(listing, now_us())) > 0:
        if code == RUN:
            run = lib.dzjobs_run_json(lib.dzjobs_list_run(listing), None)
            sys.stdout.buffer.write(run + b"\n")
        elif code == SEND:
            sys.stdout.flush()
            code = exchange(listing)
        elif code == WAIT:
            time.sleep(lib.dzjobs_list_wait_us(listing) / 1e6)
    if code < 0:
        text = lib.dzjobs_list_error_text(listing).decode()
        quoted = (c if c.isprintable() else " " for c in text)
        print("list_job_runs:", "".join(quoted), file=sys.stderr)
    if token := lib.dzjobs_list_resume_token(listing):
        print("to continue: --starting-token", token.decode(), file=sys.stderr)
    lib.dzjobs_list_free(listing)
    return 0 if code == 0 else 2 if code == EINVAL else 1


sys.exit(main())
