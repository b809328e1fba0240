"""The package in a process: threads, fork, memory, the end of the interpreter."""

import gc
import os
import subprocess
import sys
import threading

import dzjobs
import pytest
from conftest import IDS, KEYS, REGION, RUNS, client_of
from emulator import running_emulator
from loopback import page, sending, serving, silence

PEAK = """
def peak():
    with open("/proc/self/status") as status:
        return int(next(line for line in status if line.startswith("VmHWM")).split()[1])
"""
# ctypes is Python's: it alone takes 1 MB in Python 3.11 and 2 MB in 3.14, where it loads threading.
LOADED = PEAK + """
import ctypes
before, loaded = peak(), set(sys.modules)
import dzjobs
print(peak() - before, *sorted((set(sys.modules) - loaded) & {
    "json", "re", "typing", "enum", "asyncio", "threading", "http", "logging"}))
"""


def run(code, *arguments):
    done = subprocess.run([sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = "
                           f"{[os.path.dirname(os.path.dirname(dzjobs.__file__))]!r}\n{code}",
                           *map(str, arguments)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_loading_takes_little_memory_and_few_modules():
    kilobytes, *modules = run(LOADED).split()
    assert int(kilobytes) < 1200 and modules == []


def test_a_client_is_shared_by_threads(endpoint):
    client, found = client_of(endpoint), [None] * 8
    expected = [run["runId"] for run in client_of(endpoint).job_runs(**IDS)]

    def work(number):
        found[number] = [run["runId"] for run in client.job_runs(**IDS, maxResults=number + 5)]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(found))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == [expected] * 8 and len(expected) == RUNS


def test_other_threads_run_while_one_waits():
    with serving(sending(silence())) as server:
        client, done = client_of(server.url, timeout=1, max_attempts=1), []

        def wait():
            with pytest.raises(dzjobs.exceptions.ReadTimeoutError):
                client.list_job_runs(**IDS)
            done.append(True)

        thread = threading.Thread(target=wait)
        thread.start()
        count = 0
        while not done:
            count += 1
        thread.join()
    assert count > 1000


def test_a_listing_is_for_one_thread_at_a_time():
    """The library would crash; the package raises."""
    with serving(sending(page(0, token="t"), silence())) as server:
        runs = client_of(server.url, timeout=1, max_attempts=1, read_ahead=False).job_runs(**IDS)
        listing = iter(runs)
        assert [next(listing)["runId"], next(listing)["runId"]] == ["0", "1"]

        def wait():
            with pytest.raises(dzjobs.exceptions.ReadTimeoutError):
                next(listing)

        thread = threading.Thread(target=wait)
        thread.start()
        while len(server.requests) < 2:
            pass
        with pytest.raises(RuntimeError, match="another thread"):
            runs.resume_token
        with pytest.raises(RuntimeError, match="another thread"):
            next(listing)
        thread.join()
        assert runs.resume_token


def test_after_fork_parent_and_child_continue(endpoint):
    client = client_of(endpoint)
    expected = [run["runId"] for run in client.job_runs(**IDS)]
    runs = client.job_runs(**IDS)
    listing = iter(runs)
    ids = [next(listing)["runId"] for _ in range(60)]
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            mine = [run["runId"] for run in client.job_runs(**IDS)]
            rest = [run["runId"] for run in listing]
            os.write(writable, b"%d %d" % (mine == expected, ids + rest == expected))
            code = 0
        finally:
            os._exit(code)
    os.close(writable)
    with os.fdopen(readable, "rb") as pipe:
        assert pipe.read() == b"1 1"
    assert os.waitpid(child, 0)[1] == 0
    assert ids + [run["runId"] for run in listing] == expected


def test_after_fork_while_another_thread_waits(endpoint):
    """The child cannot use what that thread held, but a new client works."""
    with serving(sending(silence())) as server:
        client = client_of(server.url, timeout=2, max_attempts=1)

        def wait():
            with pytest.raises(dzjobs.exceptions.ReadTimeoutError):
                client.list_job_runs(**IDS)

        thread = threading.Thread(target=wait)
        thread.start()
        while not server.requests:
            pass
        child = os.fork()
        if child == 0:
            try:
                os._exit(sum(1 for _ in client_of(endpoint).job_runs(**IDS)) != RUNS)
            finally:
                os._exit(2)
        assert os.waitpid(child, 0)[1] == 0
        thread.join()


def test_memory_is_constant():
    """Measured over a hundred thousand runs and three hundred listings."""
    code = PEAK + """
import dzjobs
def drain(**config):
    return sum(1 for run in client.job_runs(domainIdentifier="dzd_emulator",
        jobIdentifier="job_emulator", PaginationConfig=config))
client = dzjobs.Client(region_name="us-east-1", endpoint_url=sys.argv[1],
                       aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key=sys.argv[2])
drain(), drain(MaxItems=1)
before = peak()
count = drain() + drain() + sum(drain(MaxItems=1) for _ in range(300))
print(count, peak() - before)
"""
    with running_emulator("--runs", 10_000) as url:
        count, kilobytes = map(int, run(code, url, KEYS["aws_secret_access_key"]).split())
    assert count == 20_300 and kilobytes < 1024


def test_unused_objects_are_freed(endpoint):
    gc.collect()
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        client = client_of(endpoint)
        next(iter(client.job_runs(**IDS)))
        del client
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) <= before + 2


def test_the_interpreter_ends_in_the_middle_of_a_listing(endpoint):
    code = f"""
import dzjobs
client = dzjobs.Client(region_name={REGION!r}, endpoint_url={endpoint!r}, **{KEYS!r})
listing = iter(client.job_runs(**{IDS!r}))
print(next(listing)["domainId"])
"""
    assert run(code) == "dzd_emulator\n"
