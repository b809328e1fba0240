#!/usr/bin/env python3
"""Writes the documentation site: site_pages.py FOLDER VERSION.

The pages are README.md, the other texts of the repository and packaging/docs; apis.py makes the
references. All pages have one frame. A link that leads nowhere is an error.
"""

from __future__ import annotations

import html
import json
import pathlib
import re
import shutil
import sys

import apis
from headers import HeaderError, REPOSITORY
from markdown_it import MarkdownIt

HERE = pathlib.Path(__file__).resolve().parent
DOCS = REPOSITORY / "packaging/docs"
# In the order of the menu. Other pages come after these.
GUIDES = ("concepts", "questions", "install", "cpp", "any-language", "data-tools",
          "coming-from-boto3", "coming-from-aws-sdk-cpp", "differences")
OTHERS = {"python-package": "packaging/python/README.md", "changes": "CHANGELOG.md",
          "security": "SECURITY.md", "contributing": "CONTRIBUTING.md"}
TITLES = {"index": "Start", "python-package": "The Python package", "cplusplus": "C++ reference",
          "python": "Python reference"}
FRAME = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="stylesheet" href="site.css">
</head>
<body>
<header>
<a class="name" href="index.html">libdzjobs <small>{version}</small></a>
<div class="search" role="search">
<input id="search" type="search" placeholder="Search" aria-label="Search" autocomplete="off">
<ol id="found" hidden></ol>
</div>
</header>
<div class="frame">
<details class="menu" open>
<summary>Menu</summary>
<nav aria-label="Pages">
{menu}
</nav>
</details>
<main>
{body}
</main>
</div>
<script src="index.js"></script>
<script src="site.js"></script>
</body>
</html>
"""


def sources() -> dict[str, pathlib.Path]:
    """Name of each page made from Markdown, and its file."""
    pages = {"index": REPOSITORY / "README.md"}
    there = {path.stem: path for path in sorted(DOCS.glob("*.md"))}
    pages |= {name: there[name] for name in (*GUIDES, *there) if name in there}
    return pages | {name: REPOSITORY / path for name, path in OTHERS.items()}


def fence(tokens, at, *_):
    return apis.code(tokens[at].content.rstrip("\n"), tokens[at].info.strip())


def slug(text: str) -> str:
    return re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-")


def page(path: pathlib.Path, addresses: dict[pathlib.Path, str]) -> tuple[str, str]:
    """Title and body of a page of Markdown."""
    renderer = MarkdownIt("commonmark").enable("table")
    renderer.renderer.rules["fence"] = fence
    text = path.read_text(encoding="utf-8")
    body = renderer.render(text)

    def linked(found: re.Match[str]) -> str:
        target, _, anchor = found[2].partition("#")
        if not target or "://" in target:
            return found[0]
        file = (path.parent / target).resolve()
        if found[1] != "href":
            if not file.exists():
                raise HeaderError(f"{path.name}: {target} leads nowhere")
            return f'{found[1]}="{file.name}"'
        if file in addresses:
            return f'href="{addresses[file]}{"#" + anchor if anchor else ""}"'
        if not file.exists():
            raise HeaderError(f"{path.name}: {found[2]} leads nowhere")
        return f'href="{file.name}.txt"'

    body = re.sub(r'(href|srcset|src)="([^"]*)"', linked, body)
    # A named file is a page, too.
    body = re.sub(r"(?<!\">)<code>([\w./-]+\.(?:md|h))</code>", lambda found: (
        f'<a href="{address}">{found[0]}</a>'
        if (address := next((addresses[file] for file in (
            REPOSITORY / found[1], DOCS / found[1], REPOSITORY / "include" / found[1])
            if file in addresses), None)) else found[0]), body)
    body = re.sub(r"<h([23])>(.*?)</h\1>", lambda found: (
        f'<h{found[1]} id="{slug(re.sub("<.*?>", "", found[2]))}">{found[2]}</h{found[1]}>'), body)
    body = re.sub(r"<table>.*?</table>", r'<div class="wide">\g<0></div>', body, flags=re.S)
    return html.unescape(re.search(r"<h1>(.*?)</h1>", body)[1]), body


def menu(current: str, titles: dict[str, str]) -> str:
    """The menu of pages by kind, with the current one marked."""
    references = [*apis.C_PAGES.values(), "cplusplus", "python"]
    groups = {"Guides": [name for name in titles if name not in references
                         and name not in OTHERS or name == "python-package"],
              "Reference": references, "Project": [name for name in OTHERS if name[0] != "p"]}
    parts = []
    for title, names in groups.items():
        rows = "".join(
            f'<li><a href="{name}.html"{" aria-current=page" if name == current else ""}>'
            f"{html.escape(TITLES.get(name, titles[name]))}</a></li>\n"
            for name in names)
        parts.append(f"<h2>{title}</h2>\n<ul>\n{rows}</ul>\n")
    return "".join(parts)


def with_links(name: str, body: str, names: dict[str, str]) -> str:
    """Links the names of C functions and constants in code to their declarations."""
    def link(found: re.Match[str]) -> str:
        address = names.get(found[1])
        return f'<a href="{address}">{found[0]}</a>' if address else found[0]

    parts = re.split(r"(<a .*?</a>)", body, flags=re.S)
    return "".join(part if part.startswith("<a ") else re.sub(
        r"<code>(\w+)(?:\(\))?</code>", link, part) for part in parts)


def index(bodies: dict[str, tuple[str, str]]) -> list[list[str]]:
    """The index of the search: titles, addresses and the words of sections."""
    entries = []
    for name, (title, body) in bodies.items():
        at, heading = f"{name}.html", ""
        for part in re.split(r'(<h[23] id="[^"]*">.*?</h[23]>|<a id="[^"]*"></a>)', body):
            if found := re.match(r'<(?:h[23]|a) id="([^"]*)">(.*?)</', part):
                at = f"{name}.html#{found[1]}"
                heading = re.sub("<.*?>", "", found[2]) or found[1]
                entries.append([html.unescape(heading), title, html.unescape(at), ""])
            elif text := " ".join(html.unescape(re.sub("<.*?>", " ", part)).split()):
                if not heading:
                    entries.append([title, "", at, text[:600]])
                    heading = title
                else:
                    entries[-1][3] = text[:600]
    return entries


def check(bodies: dict[str, tuple[str, str]], files: set[str]) -> None:
    """Checks that each link within the site has a page and, if it names one, a place there."""
    ids = {f"{name}.html": set(re.findall(r'\bid="([^"]+)"', body))
           for name, (_, body) in bodies.items()}
    for name, (_, body) in bodies.items():
        for target in re.findall(r'(?:href|src)="([^":]+)"', body):
            file, _, anchor = html.unescape(target).partition("#")
            file = file or f"{name}.html"
            if file not in ids and file not in files or anchor and anchor not in ids[file]:
                raise HeaderError(f"{name}: {target} leads nowhere")


def main(folder: str, version: str) -> None:
    target = pathlib.Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    addresses = {path: f"{name}.html" for name, path in sources().items()}
    addresses |= {REPOSITORY / "include" / header: f"{name}.html"
                  for header, name in apis.C_PAGES.items()}
    bodies = {name: page(path, addresses) for name, path in sources().items()}
    bodies |= {name: apis.of_c(header) for header, name in apis.C_PAGES.items()}
    bodies |= {"cplusplus": apis.of_cplusplus(), "python": apis.of_python()}
    names = {found: f"{name}.html#{found}" for name in apis.C_PAGES.values()
             for found in re.findall(r'<a id="(\w+)">', bodies[name][1])}
    bodies = {name: (title, with_links(name, body, names))
              for name, (title, body) in bodies.items()}
    for file in (HERE / "site.css", HERE / "site.js", *DOCS.glob("*.svg"), *DOCS.glob("*.png")):
        shutil.copy(file, target)
    shutil.copy(REPOSITORY / "LICENSE", target / "LICENSE.txt")
    check(bodies, {path.name for path in target.iterdir()})
    titles = {name: title for name, (title, _) in bodies.items()}
    for name, (title, body) in bodies.items():
        full = title if name == "index" else f"{title} - libdzjobs"
        (target / f"{name}.html").write_text(FRAME.format(
            title=html.escape(full), version=version, body=body, menu=menu(name, titles)),
            encoding="utf-8")
    (target / "index.js").write_text(
        f"const INDEX = {json.dumps(index(bodies), ensure_ascii=False)};\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
