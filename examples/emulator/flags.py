"""The command line: flags, their valid values and their defaults."""

import argparse
import os

from faults import KINDS, RECOVERABLE

# The secret of the examples in AWS's documentation, which nobody can mistake for a real one.
SAMPLE_ACCESS_KEY_ID = "AKIDEXAMPLE"
SAMPLE_SECRET_ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

RATES = (
    ("throttle", "429 ThrottlingException"),
    ("error", "500, 502 or 504 with a JSON body"),
    ("html-503", "503 with an HTML page, as a load balancer sends"),
    ("html-200", "200 with an HTML page, as a captive portal sends"),
    ("truncate", "fewer bytes than Content-Length says, then the end"),
    ("reset", "a TCP reset in place of an answer"),
    ("slow", "an answer after --slow-ms"),
    ("gzip", "a gzip body, asked for or not"),
    ("chunked", "Transfer-Encoding: chunked"),
    ("empty-page", "a page without items, but with a nextToken; never two in a row"),
)


def parse(arguments):
    """Returns the options as a namespace; `rates` has all fault rates by name."""
    parser = _parser()
    options = parser.parse_args(arguments)
    options.rates = {}
    for name, _ in RATES:
        rate = getattr(options, name.replace("-", "_") + "_rate")
        if rate is None:
            rate = options.all_faults if name in RECOVERABLE else 0.0
        options.rates[name] = rate
    if sum(options.rates[kind] for kind in KINDS) > 1.000001:
        parser.error("the rates of %s together must not exceed 1" % ", ".join(KINDS))
    if options.all_faults and options.faults_in_a_row is None:
        options.faults_in_a_row = 2  # so that three attempts are always enough
    _choose_credentials(options, os.environ)
    numbered = ["job%d" % number for number in range(options.jobs)]
    options.jobs = (options.job or []) + numbered or ["job_emulator"]
    return options


def _parser():
    parser = argparse.ArgumentParser(
        prog="python3 examples/emulator", allow_abbrev=False,
        description="A local Amazon DataZone that knows ListJobRuns and nothing else.",
        usage="%(prog)s [flags] [-- COMMAND ARGS...]",
        epilog="With COMMAND, the emulator runs it and exits with its status. The environment of "
               "COMMAND has credentials, region and AWS_ENDPOINT_URL_DATAZONE; the URL replaces "
               "each {endpoint} in ARGS.")
    add = parser.add_argument
    add("--port", type=_whole(0, 65535), default=0, help="0: any free port (default)")
    add("--seed", type=_whole(0), default=1, help="seed of the data and the faults (default 1)")
    add("--runs", type=_whole(0), default=5000, help="runs of each job (default 5000)")
    add("--now", action="store_true",
        help="let the last run end now; by default the first one starts on 2023-11-14")
    add("--hostile", action="store_true",
        help="put control, wide and combining characters and markup into error messages")
    add("--domain", default="dzd_emulator", help="the only domain (default %(default)s)")
    add("--job", action="append", help="a job; can be repeated (default job_emulator)")
    add("--jobs", type=_whole(0), default=0, metavar="N", help="job0 to job<N-1> exist, too")
    add("--access-key-id", help="default: $AWS_ACCESS_KEY_ID, else " + SAMPLE_ACCESS_KEY_ID)
    add("--secret-access-key", help="default: the environment's, else a sample")
    add("--session-token", help="default: the environment's with its key, else none")
    add("--region", default="us-east-1", help="signatures must name it (default %(default)s)")
    add("--base-path", type=_base_path, default="", help="prefix of all paths, percent-encoded")
    add("--clock-offset", type=float, default=0, metavar="SECONDS",
        help="set the server's clock ahead")
    add("--skew-code", default="InvalidSignatureException", help="error code for a skewed clock")
    add("--latency-ms", type=_whole(0), default=0, help="delay of every answer (default 0)")
    add("--quiet", action="store_true", help="do not log requests to stderr")
    add("--exit-on-stdin-eof", action="store_true",
        help="stop at the end of stdin, for example when the parent dies")
    faults = parser.add_argument_group("faults", "RATE is a fraction of all requests, 0 to 1.")
    add = faults.add_argument
    for name, text in RATES:
        add("--%s-rate" % name, type=_rate, metavar="RATE", help=text)
    add("--all-faults", type=_rate, default=0.0, metavar="RATE",
        help="rate of each of " + ", ".join(RECOVERABLE) + "; implies --faults-in-a-row 2")
    add("--faults-in-a-row", type=_whole(1), metavar="N",
        help="answer the request after N faults correctly")
    add("--slow-ms", type=_whole(0), default=1000, help="delay of slow answers (default 1000)")
    add("--retry-after-ms", type=int, metavar="MS",
        help="x-amz-retry-after on every 429 and HTML 503")
    add("--repeat-token-at", type=_whole(2), metavar="PAGE",
        help="let this page repeat the token that requested it")
    add("--cycle-length", type=_whole(2), metavar="N", help="let page N lead back to page 2")
    return parser


def _choose_credentials(options, environment):
    """Takes all three values from one source: a flag's key never meets the environment's secret."""
    from_environment = (options.access_key_id is None and options.secret_access_key is None
                        and environment.get("AWS_ACCESS_KEY_ID")
                        and environment.get("AWS_SECRET_ACCESS_KEY"))
    if from_environment:
        options.access_key_id = environment["AWS_ACCESS_KEY_ID"]
        options.secret_access_key = environment["AWS_SECRET_ACCESS_KEY"]
        options.session_token = options.session_token or environment.get("AWS_SESSION_TOKEN")
    options.access_key_id = options.access_key_id or SAMPLE_ACCESS_KEY_ID
    options.secret_access_key = options.secret_access_key or SAMPLE_SECRET_ACCESS_KEY
    options.session_token = options.session_token or None


def _whole(least, most=2 ** 62):
    def parse_whole(text):
        if not least <= int(text) <= most:
            raise ValueError
        return int(text)
    parse_whole.__name__ = "whole number (%s)" % (
        "at least %d" % least if most == 2 ** 62 else "%d to %d" % (least, most))
    return parse_whole


def _rate(text):
    if not 0 <= float(text) <= 1:
        raise argparse.ArgumentTypeError("%r is not between 0 and 1" % text)
    return float(text)


def _base_path(text):
    if text.strip("/") and not text.startswith("/"):
        raise argparse.ArgumentTypeError("%r must begin with /" % text)
    return text.rstrip("/")
