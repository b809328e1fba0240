"""Prints the data table of the README: a million runs counted by status, by each data tool over
this library, and by boto3 with pandas. `data.py BENCH [RUNS]`; for people, not a test.

Each contestant is a process of its own. CPU and memory are the kernel's figures for it, so they
exclude the server, which costs next to nothing.
"""

import os
import pathlib
import subprocess
import sys
import time

import loopback
import pages

PAGE_RUNS = 50
OURS = """
import sys, dzjobs
runs = dzjobs.Client(endpoint_url=sys.argv[1]).job_runs(
    domainIdentifier="dzd_1", jobIdentifier="j", batch_rows=int(sys.argv[2]))
"""
THEIRS = """
import sys, boto3, pandas
pages = boto3.client("datazone", endpoint_url=sys.argv[1]).get_paginator("list_job_runs").paginate(
    domainIdentifier="dzd_1", jobIdentifier="j")
frame = pandas.DataFrame(run for page in pages for run in page["items"])
print(int(frame.groupby("status").size().sum()))
"""
CONTESTANTS = {
    "DuckDB": OURS + "import duckdb\nduckdb.sql('set enable_progress_bar = false')\n"
                     "print(sum(row[1] for row in duckdb.sql("
                     "'select status, count(*) from runs group by 1').fetchall()))",
    "polars": OURS + "import polars\nprint(polars.DataFrame(runs).group_by('status').len()['len']"
                     ".sum())",
    "pyarrow": OURS + "import pyarrow\nprint(sum(pyarrow.table(runs).group_by('status')"
                      ".aggregate([('status', 'count')])['status_count'].to_pylist()))",
    "pandas": OURS + "import pandas\nprint(int(pandas.DataFrame.from_arrow(runs)"
                     ".groupby('status').size().sum()))",
    "boto3 and pandas": THEIRS,
}


def cost(code, url, batch_rows, expected):
    """(wall s, CPU s, peak MB) of a process."""
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith("AWS_") and not name.lower().endswith("_proxy")}
    environment.update(AWS_ACCESS_KEY_ID="a", AWS_SECRET_ACCESS_KEY="b", HOME="/nowhere",
                       AWS_REGION="us-east-1", AWS_DEFAULT_REGION="us-east-1")
    begun = time.monotonic()
    process = subprocess.Popen([sys.executable, "-c", code, url, str(batch_rows)],
                               stdout=subprocess.PIPE, text=True, env=environment)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    assert (process.returncode, said) == (0, f"{expected}\n"), (code, said)
    return time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    bench, runs = pathlib.Path(sys.argv[1]), int((sys.argv[2:] or [1_000_000])[0])
    pages.write(bench / "pages")
    rows = []
    with loopback.server(bench, "runs50", runs // PAGE_RUNS) as url:
        for name, code in CONTESTANTS.items():
            sizes = (65_536,) if "boto3" in name else (65_536, 0)
            for size in sizes:
                rows.append((name + (", a page a batch" if not size else ""),
                             *cost(code, url, size, runs)))
    print(f"| {runs:,} runs counted by status | wall | CPU | memory |\n|---|---:|---:|---:|")
    for name, wall, cpu, memory in rows:
        print(f"| {name} | {wall:.1f} s | {cpu:.1f} s | {memory:.0f} MB |")


if __name__ == "__main__":
    main()
