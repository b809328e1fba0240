"""Draws the results in FOLDER/results.json of bench.py for light and for dark pages:
packaging/docs/bench-light.svg and bench-dark.svg.

Axes are linear and begin at 0. Each bar has its value, and each panel a rival.
"""

import json
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402: the backend comes first

DOCS = pathlib.Path(__file__).resolve().parents[2] / "packaging/docs"
OURS = ("libdzjobs", "dzjobs_client")
THEMES = {"light": {"ink": "#16202c", "soft": "#57636f", "ours": "#c2410c", "peer": "#9aa7b4"},
          "dark": {"ink": "#e8edf3", "soft": "#a9b6c4", "ours": "#fb8c4b", "peer": "#5d6b79"}}
WAYS = {"curl": "libcurl + libdzjobs", "client": "dzjobs_client",
        "curl-jansson": "libcurl + jansson", "boto3": "boto3 (of 2,000 runs)"}
PARSERS = ("libdzjobs", "simdjson on-demand", "rapidjson", "cJSON", "jansson")
WIDTH, BAR, TITLE = 8.2, 0.27, 0.5  # inches


def panels(results):
    """Title and values of each panel."""
    page, drained = results["parse"]["runs50"], results["drain"]
    return [
        ("Parse a page of 50 runs: µs", {name: page[name]["us"] for name in PARSERS}),
        ("List 100,000 runs from a local server: CPU seconds",
         {title: drained[way]["user"] + drained[way]["system"] for way, title in WAYS.items()}),
        ("Peak memory of that process: MB",
         {title: drained[way]["rss"] / 1024 for way, title in WAYS.items()}),
    ]


def bars(axes, title, values, theme):
    values = dict(sorted(values.items(), key=lambda item: -item[1]))
    colors = [theme["ours" if name.endswith(OURS) else "peer"] for name in values]
    drawn = axes.barh(list(values), list(values.values()), color=colors, height=0.72)
    most = max(values.values())
    digits = 2 if most < 20 else 1 if most < 1000 else 0  # the same in a panel
    axes.bar_label(drawn, [f"{value:,.{digits}f}" for value in values.values()], padding=4,
                   color=theme["ink"])
    axes.set_xlim(0, most * 1.12)
    axes.set_title(title, loc="left", color=theme["ink"], fontsize=11, fontweight="bold")
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.spines["left"].set_color(theme["soft"])
    axes.tick_params(colors=theme["soft"], length=0)
    axes.tick_params(axis="y", labelcolor=theme["ink"])
    axes.set_xticks([])


def draw(results, theme, path):
    all_panels = panels(results)
    heights = [len(values) * BAR + TITLE for _, values in all_panels]
    settings = {"svg.fonttype": "none",  # text stays text
                "svg.hashsalt": "libdzjobs",  # the same file for the same results
                "font.family": "sans-serif", "font.size": 10}
    with matplotlib.rc_context(settings):
        figure, places = plt.subplots(
            len(all_panels), 1, figsize=(WIDTH, sum(heights) + 0.35), layout="constrained",
            gridspec_kw={"height_ratios": heights})
        figure.get_layout_engine().set(h_pad=0.1)
        for axes, (title, values) in zip(places, all_panels):
            bars(axes, title, values, theme)
        about = results["about"]
        figure.supxlabel(f"{about['machine']}, {about['date']}, medians of {about['rounds']} "
                         "rounds; shorter is better", x=0.01, ha="left", fontsize=9,
                         color=theme["soft"])
        figure.savefig(path, transparent=True, metadata={"Date": None})
        plt.close(figure)
    print(path)


def main():
    results = json.loads((pathlib.Path(sys.argv[1]) / "results.json").read_text())
    for name, theme in THEMES.items():
        draw(results, theme, DOCS / f"bench-{name}.svg")


if __name__ == "__main__":
    main()
