"""A local Amazon DataZone, for demos and tests: `python3 examples/emulator --help`.

It prints its URL and serves until a signal stops it. With a command, it runs that command against
itself and ends with it, so that no script has to wait for a server or stop one.
"""

import os
import signal
import subprocess
import sys
import threading
import time

import flags
from faults import Faults
from runs import LONGEST_US, Runs
from server import Server
from service import Service
from sigv4 import Verifier
from tokens import Tokens

STOP_SIGNALS = {signal.SIGTERM, signal.SIGINT}


def main(arguments):
    """Serves, and returns the exit status."""
    command = None
    if "--" in arguments:
        at = arguments.index("--")
        arguments, command = arguments[:at], arguments[at + 1:]
    options = flags.parse(arguments)
    try:
        server = build(options)
    except OSError as refused:
        print("emulator: cannot listen on port %d: %s" % (options.port, refused), file=sys.stderr)
        return 1
    with server:
        url = "http://127.0.0.1:%d%s" % (server.server_address[1], options.base_path)
        serving = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        if command:
            serving.start()
            code = run(command, url, options)
        else:
            # Block the signals before any thread exists: then they wait for sigwait().
            signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
            serving.start()
            print("listening on " + url, flush=True)
            if options.exit_on_stdin_eof:
                threading.Thread(target=stop_at_eof, daemon=True).start()
            signal.sigwait(STOP_SIGNALS)
            code = 0
        server.shutdown()
    return code


def build(options):
    """Builds the server of these options. It listens but does not serve yet."""
    end_us = time.time_ns() // 1000 - LONGEST_US if options.now else None
    service = Service(
        options.domain,
        {job: Runs(options.seed, options.domain, job, options.runs, end_us, options.hostile)
         for job in options.jobs},
        Tokens(options.seed),
        Verifier(options.access_key_id, options.secret_access_key, options.session_token,
                 options.region, options.skew_code),
        options.base_path, options.repeat_token_at, options.cycle_length)
    faults = Faults(options.seed, options.rates, options.faults_in_a_row, options.retry_after_ms)
    return Server(options.port, service, faults, options.seed, options.clock_offset,
                  options.latency_ms, options.slow_ms, options.quiet)


def run(command, url, options):
    """Runs the command against the server. Returns its exit status, as a shell reports it."""
    environment = dict(
        os.environ, AWS_ACCESS_KEY_ID=options.access_key_id,
        AWS_SECRET_ACCESS_KEY=options.secret_access_key, AWS_REGION=options.region,
        AWS_DEFAULT_REGION=options.region, AWS_ENDPOINT_URL_DATAZONE=url)
    # A profile or a stale session token would override these variables, and a program that ignores
    # configured endpoints would send the sample keys to AWS.
    environment.pop("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", None)
    environment.pop("AWS_PROFILE", None)
    # A proxy for the Internet cannot reach this machine's loopback address.
    environment["no_proxy"] = environment["NO_PROXY"] = "127.0.0.1"
    environment.pop("AWS_SESSION_TOKEN", None)
    if options.session_token:
        environment["AWS_SESSION_TOKEN"] = options.session_token
    command = [word.replace("{endpoint}", url) for word in command]
    try:
        child = subprocess.Popen(command, env=environment)
    except OSError as failed:
        print("emulator: cannot run %s: %s" % (command[0], failed.strerror), file=sys.stderr)
        return 127 if isinstance(failed, FileNotFoundError) else 126
    # The child gets Ctrl-C by itself; this process must only outlive it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    code = child.wait()
    return code if code >= 0 else 128 - code


def stop_at_eof():
    """Stops the server when the parent dies, which closes stdin."""
    while os.read(0, 65536):  # not sys.stdin: its lock would be held when the interpreter ends
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
