"""Prints the table of the README: the cost of the same listing with this library, with curl and
jansson by hand, and with boto3. `compare.py BENCH`; for people, not a test.

Each contestant is a process that lists the emulator's runs, in rounds that take turns. CPU and
memory are the kernel's figures for the process, so they exclude the emulator.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import time

from machine import processor

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "oracle"))
from emulator import (ACCESS_KEY_ID, DOMAIN, JOB, REGION, SECRET_ACCESS_KEY,  # noqa: E402
                      clean_environment, running_emulator)

RUNS, ROUNDS = 5000, 5
PYTHON = ("import sys, {module} as boto3\n"
          "client = boto3.client('datazone', endpoint_url=sys.argv[1])\n"
          "pages = client.get_paginator('list_job_runs').paginate("
          f"domainIdentifier='{DOMAIN}', jobIdentifier='{JOB}')\n"
          "print(sum(bool(run['runId'] and run['status']) for page in pages"
          " for run in page['items']), flush=True)\n"
          "sys.stdin.read()")


def cost(command, url, expected):
    """(CPU ms, peak MB, wall ms) of one process."""
    environment = clean_environment(
        AWS_ACCESS_KEY_ID=ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY=SECRET_ACCESS_KEY,
        AWS_REGION=REGION, AWS_DEFAULT_REGION=REGION, HOME="/nowhere")
    begun = time.monotonic()
    process = subprocess.Popen([*map(str, command), url], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True, env=environment)
    said = process.stdout.readline()
    wall = time.monotonic() - begun
    # Not ru_maxrss, which includes the parent's memory at the fork.
    peak = next(int(line.split()[1]) for line in
                pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines()
                if line.startswith("VmHWM:"))
    process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    assert (process.returncode, said) == (0, f"{expected}\n"), (command, said)
    return (usage.ru_utime + usage.ru_stime) * 1e3, peak / 1024, wall * 1e3


def size_of(*paths):
    """The bytes of files, and of packages without compiled copies."""
    files = [file for path in paths
             for file in (path.rglob("*") if path.is_dir() else [path])]
    return sum(file.stat().st_size for file in files
               if file.is_file() and "__pycache__" not in file.parts)


def main():
    bench = pathlib.Path(sys.argv[1])
    import boto3
    import botocore
    import dzjobs

    package, models = (pathlib.Path(module.__file__).parent for module in (boto3, botocore))
    contestants = {
        "this library, C": ([bench / "count_runs"], size_of(bench / "stripped.so")),
        "libcurl and jansson, C": ([bench / "count_runs_curl"], None),
        "this library, Python": ([sys.executable, "-c", PYTHON.format(module="dzjobs")],
                                 size_of(pathlib.Path(dzjobs.__file__).parent)),
        "boto3, Python": ([sys.executable, "-c", PYTHON.format(module="boto3")],
                          size_of(package, models)),
    }
    few, many = ({name: [] for name in contestants} for _ in range(2))
    for found, runs in (few, 1), (many, RUNS):
        with running_emulator("--runs", runs) as url:
            for _ in range(ROUNDS):
                for name, (command, _) in contestants.items():
                    found[name].append(cost(command, url, runs))
    print(f"| {RUNS:,} runs from a local server | to ship | first run | CPU a run | memory |")
    print("|---|---:|---:|---:|---:|")
    for name, (_, size) in contestants.items():
        first = statistics.median(wall for _, _, wall in few[name])
        base = statistics.median(cpu for cpu, _, _ in few[name])
        cpu = (statistics.median(cpu for cpu, _, _ in many[name]) - base) / (RUNS - 1) * 1e3
        memory = statistics.median(peak for _, peak, _ in many[name])
        shipped = f"{size / 1e6:.1f} MB" if size else "-"
        print(f"| {name} | {shipped} | {first:.0f} ms | {cpu:.1f} µs | {memory:.0f} MB |")
    print(f"\nMedians of {ROUNDS} rounds that took turns, on {processor()}.")


if __name__ == "__main__":
    main()
