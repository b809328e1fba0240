"""Runs the whole bench and prints one table, which ends with the goals and the results.

`bench.py FOLDER [ROUNDS]`: FOLDER has the programs of build.sh. All numbers of a line are medians
of rounds that took turns. Ratios are above 1 where libdzjobs is ahead. FOLDER/results.json gets the
measurements, which plot.py draws.
"""

import datetime
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys

import goals
import loopback
import machine
import pages

FOLDER = pathlib.Path(sys.argv[1]).resolve()
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 9
LISTING_PAGES = 2000
DRAINS = {
    "memory": "in memory, libdzjobs",
    "memory-jansson": "in memory, same signing + jansson",
    "curl": "libcurl + libdzjobs",
    "curl-jansson": "libcurl aws_sigv4 + jansson",
    "curl-copy": "libcurl alone: unsigned, body copied",
    "client": "dzjobs_client_next",
}


def run(program, *arguments, **environment):
    done = subprocess.run(
        [FOLDER / program, *map(str, arguments)], check=True, capture_output=True, text=True,
        env={**os.environ, **environment},
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def python(*arguments):
    return run("venv/bin/python", pathlib.Path(__file__).with_name("peers.py"), *arguments)


def row(*cells):
    print(f"{cells[0]:42}", *(f"{cell:>13}" for cell in cells[1:]))


def heading(*cells):
    print()
    row(*cells)
    row("-" * 42, *("-" * 13 for _ in cells[1:]))


def server(count, latency=0):
    return loopback.server(FOLDER, "runs50", count, latency)


def callgrind(contestant):
    """Instructions a byte, counted while all pages are parsed a second time."""
    profile = FOLDER / "callgrind.out"
    subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}",
         "--collect-atstart=no", "--toggle-collect=*parse_page*", FOLDER / "parse",
         FOLDER / "pages", "runs50", contestant],
        check=True, capture_output=True, env={**os.environ, "LD_BIND_NOW": "1"},
    )
    total = next(line for line in profile.read_text().splitlines() if line.startswith("totals:"))
    return int(total.split()[1]) / 2 / (FOLDER / "pages/runs50").stat().st_size


def parse_rounds():
    """The median of each contestant on each shape. Also simdjson held to AVX2 and our own rounds
    beside it, and the Python parsers: all of them take turns.
    """
    lines = {}

    def keep(found, suffix=""):
        for line in found:
            shape, name = line.get("shape", "runs50"), line["contestant"] + suffix
            lines.setdefault((shape, name), []).append(line)

    for _ in range(ROUNDS):
        keep(run("parse", FOLDER / "pages", 1))
        keep(run("parse", FOLDER / "pages", 1, SIMDJSON_FORCE_IMPLEMENTATION="haswell"), " (AVX2)")
        keep(python("parse", FOLDER / "pages/runs50"), " (Python)")
    parsed = {}
    for (shape, name), measured in lines.items():
        middle = {**measured[0], "us": statistics.median(line["us"] for line in measured)}
        parsed.setdefault(shape, {})[name] = middle
    return parsed


def parsing(results):
    parsed = parse_rounds()
    for shape, title in pages.SHAPES.items():
        base = parsed[shape]["libdzjobs"]["us"]
        heading(f"parse: {title}", "us", "MB/s", "libdzjobs is x", "allocations")
        for name, line in parsed[shape].items():
            if name.endswith("(AVX2)"):
                continue
            speed = parsed[shape]["libdzjobs"]["bytes"] / line["us"]
            row(name, f"{line['us']:.2f}", f"{speed:.0f}", f"{line['us'] / base:.2f}",
                f"{line['allocations']:.1f}" if "allocations" in line else "")
        held = parsed[shape]["simdjson on-demand (AVX2)"]["us"]
        ratio = held / parsed[shape]["libdzjobs (AVX2)"]["us"]
        row("simdjson held to AVX2", f"{held:.2f}", "", f"{ratio:.2f}")
        parsed[shape]["simdjson AVX2"] = {"ratio": ratio}
    heading("instructions a byte (callgrind)", "runs50")
    counted = {}
    for name in ("libdzjobs", "libdzjobs, getters", "simdjson on-demand", "rapidjson", "cJSON",
                 "jansson"):
        counted[name] = callgrind(name)
        row(name, f"{counted[name]:.2f}")
    results["parse"], results["instructions"] = parsed, counted


def requests(results):
    heading("build + sign, key cached", "us")
    signed = {line["request"]: line["us"] for line in run("listing", "sign", ROUNDS * 5)}
    signed |= {line["request"]: line["us"] for line in python("sign")}
    for name, spent in signed.items():
        row(name, f"{spent:.2f}")
    results["sign"] = signed


def drains(results):
    heading(f"drain {LISTING_PAGES * 50:,} runs", "wall s", "user s", "system s", "peak RSS KB")
    lines = {way: [] for way in DRAINS}
    with server(LISTING_PAGES) as endpoint, server(40) as short:
        for _ in range(ROUNDS):
            for way in DRAINS:
                where = FOLDER / "pages/runs50" if way.startswith("memory") else endpoint
                lines[way] += run("drain", way, LISTING_PAGES, where)
        lines["boto3"] = python("drain", short)
    drained = {}
    for way, title in [*DRAINS.items(), ("boto3", "boto3 paginator (scaled up)")]:
        scale = LISTING_PAGES * 50 / lines[way][0]["runs"]
        middle = {
            key: statistics.median(line[key] for line in lines[way]) * scale
            for key in ("wall", "user", "system")
        }
        middle["rss"] = max(line["rss"] for line in lines[way])
        drained[way] = middle
        row(title, *(f"{middle[key]:.3f}" for key in ("wall", "user", "system")), middle["rss"])
    heading("drain 5,000 runs, 5 ms latency", "wall s", "us a page")
    with server(100, 5) as endpoint:
        ahead = [run("drain", "client", 100, endpoint)[0]["wall"] for _ in range(5)]
        boto3 = python("drain", endpoint)[0]["wall"]
    drained["latency"] = {"client": statistics.median(ahead), "boto3": boto3}
    for name, wall in drained["latency"].items():
        row(name, f"{wall:.3f}", f"{wall * 1e4:.0f}")
    heading("1,000 jobs of a page, 20 ms latency", "wall s")
    with server(1, 20) as endpoint:
        at_once = run("drain", "jobs", 1000, endpoint)[0]["wall"]
        in_turn = run("drain", "jobs-in-turn", 100, endpoint)[0]["wall"] * 10
    drained["jobs"] = {"at_once": at_once, "in_turn": in_turn}
    row("dzjobs_client_next_any", f"{at_once:.3f}")
    row("one after another (scaled up)", f"{in_turn:.3f}")
    results["drain"] = drained


def installed(name):
    """The path of a system library, so that no row includes the search for another one."""
    cache = subprocess.run(["ldconfig", "-p"], check=True, capture_output=True, text=True).stdout
    return re.search(rf"^\s*{re.escape(name)} .*=> (.*)$", cache, re.M)[1]


def loading(results):
    heading("dlopen in a process of its own", "us", "RSS KB", "private KB")
    loaded = {}
    libraries = {"libdzjobs": FOLDER / "stripped.so", "jansson": installed("libjansson.so.4"),
                 "cJSON": installed("libcjson.so.1"), "libcurl": installed("libcurl.so.4")}
    lines = {name: [] for name in libraries}
    for _ in range(ROUNDS * 5):
        for name, library in libraries.items():
            lines[name] += run("load", library)
    for name, measured in lines.items():
        loaded[name] = {
            key: statistics.median(line[key] for line in measured) for key in ("us", "rss", "dirty")
        }
        row(name, *loaded[name].values())
    results["load"] = loaded
    results["size"] = (FOLDER / "stripped.so").stat().st_size


def memory(results):
    heading("memory of a listing", "runs", "peak RSS KB", "growth KB")
    steady = run("listing", "steady", 20_000, FOLDER / "pages/runs50")[0]
    row("20,000 pages of 50, growth after page 10", steady["runs"], steady["rss"], steady["growth"])
    tokens = run("listing", "steady", 100_000, FOLDER / "pages/runs1")[0]
    row("100,000 pages of 1", tokens["runs"], tokens["rss"], tokens["growth"])
    results["memory"], results["tokens"] = steady, tokens


def main():
    pages.write(FOLDER / "pages")
    print(f"{machine.processor()} ({machine.extensions()}), {ROUNDS} rounds")
    today = datetime.date.today().isoformat()
    results = {"about": {"machine": machine.processor(), "date": today, "rounds": ROUNDS}}
    for part in (parsing, requests, drains, loading, memory):
        part(results)
    (FOLDER / "results.json").write_text(json.dumps(results))
    heading("goals", "must", "goal", "reached", "")
    for title, must, goal, reached, verdict in goals.table(results):
        row(title, must, goal, reached, verdict)


if __name__ == "__main__":
    main()
