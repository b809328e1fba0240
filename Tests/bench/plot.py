"""Draws the results in FOLDER/results.json of bench.py: FOLDER/bench.svg and FOLDER/bench.png."""

import json
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
matplotlib.rcParams["svg.fonttype"] = "none"  # keep text as text
matplotlib.rcParams["svg.hashsalt"] = "libdzjobs"  # equal results make equal files
import matplotlib.pyplot as plt  # noqa: E402: the backend comes first

NO_DATE = {"svg": {"Date": None}}
OURS, PEER = "#d9480f", "#adb5bd"


def bars(axes, title, values):
    values = dict(sorted(values.items(), key=lambda item: -item[1]))
    colors = [OURS if "dzjobs" in name else PEER for name in values]
    drawn = axes.barh(list(values), list(values.values()), color=colors)
    labels = [f"{value:,.0f}" if value >= 100 else f"{value:.3g}" for value in values.values()]
    axes.bar_label(drawn, labels, padding=3)
    axes.set_xscale("log")
    axes.set_xmargin(0.25)
    axes.set_title(title, loc="left")


def main():
    folder = pathlib.Path(sys.argv[1])
    results = json.loads((folder / "results.json").read_text())
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(15, 4.2), layout="constrained")
    page = {
        name: line["us"] for name, line in results["parse"]["runs50"].items()
        if "us" in line and "," not in name
    }
    bars(left, "Parse a page of 50 runs, us", page)
    names = {
        "curl": "libcurl + libdzjobs", "client": "dzjobs_client", "boto3": "boto3",
        "curl-jansson": "libcurl sigv4 + jansson", "memory": "libdzjobs, no network",
    }
    drained = {
        title: results["drain"][way]["user"] + results["drain"][way]["system"]
        for way, title in names.items()
    }
    bars(middle, "Drain 100,000 runs, CPU s", drained)
    runs, kilobytes = zip(*results["memory"]["samples"])
    right.plot([count / 1e6 for count in runs], [size / 1024 for size in kilobytes], color=OURS)
    right.set_ylim(0, 4)
    right.set_xlabel("million runs")
    right.set_title("Resident memory of the process, MB", loc="left")
    for axes in (left, middle, right):
        axes.spines[["top", "right"]].set_visible(False)
    for suffix in ("svg", "png"):
        figure.savefig(folder / f"bench.{suffix}", dpi=144, metadata=NO_DATE.get(suffix))
        print(folder / f"bench.{suffix}")


if __name__ == "__main__":
    main()
