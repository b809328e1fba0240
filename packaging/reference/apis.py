"""The three API references as HTML: C from the headers, C++ from theirs, Python from docstrings."""

from __future__ import annotations

import html
import re

import cplusplus
import headers
import manual
import python_api
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

C_PAGES = {"dzjobs_client.h": "c-client", "dzjobs_callbacks.h": "c-callbacks",
           "dzjobs.h": "c-listing", "dzjobs_settings.h": "c-settings", "dzjobs_run.h": "c-run"}


def code(text: str, language: str) -> str:
    """A block of code, coloured by classes that site.css knows."""
    names = {"cpp": "c++", "cxx": "c++", "sh": "bash", "": "text"}
    lexer = get_lexer_by_name(names.get(language, language))
    return f'<pre class="code"><code>{highlight(text, lexer, HtmlFormatter(nowrap=True))}' \
           "</code></pre>\n"


def prose(text: str) -> str:
    """A comment as HTML. Names become links when the page is complete: site_pages.py."""
    parts = []
    for kind, block in headers.blocks(text):
        if kind == "text":
            parts.append(f"<p>{inline(block)}</p>\n")
        elif kind == "code":
            parts.append(code("\n".join(block), "c"))
        elif kind == "terms":
            rows = "".join(f"<dt>{inline(term)}</dt><dd>{mixed(about)}</dd>\n"
                           for term, about in block)
            parts.append(f"<dl>{rows}</dl>\n")
        else:
            rows = "".join(f"<li>{inline(each)}</li>\n" for each in block)
            parts.append(f"<ul>{rows}</ul>\n")
    return "".join(parts)


def mixed(text: str) -> str:
    """A text that may end in lines of code."""
    first, *lines = text.split("\n")
    return inline(first) + (code("\n".join(lines), "cpp") if lines else "")


def inline(text: str) -> str:
    """The text escaped, with names of functions, constants and variables as code."""
    text = html.escape(text, quote=False)
    return re.sub(r"`([^`]+)`|\b((?:\w+\.)*[a-z][\w:]*\((?:\.\.\.)?\)|dzjobs\w*\.h(?:pp)?|"
                  r"DZJOBS_\w+\*?|AWS_\w+|(?:\w+\.)*[a-z]+_\w+|(?:[a-z]+\.)+[A-Z]\w+)",
                  lambda found: f"<code>{found[1] or found[2]}</code>", text)


def item(anchors: list[str], signatures: list[str], language: str, text: str) -> str:
    """Declarations that share a text."""
    marks = "".join(f'<a id="{html.escape(each)}"></a>' for each in anchors)
    return f'<div class="item">{marks}{code(chr(10).join(signatures), language)}{text}</div>\n'


def wrapped(function: headers.Function) -> str:
    """A prototype on lines of at most 80 characters."""
    line = function.prototype
    if len(line) <= 80:
        return line + ";"
    lead = line.partition("(")[0] + "("
    return lead + "\n    " + ",\n    ".join(function.parameters) + ");"


def table(heads: tuple[str, ...], rows: str) -> str:
    cells = "".join(f"<th>{head}</th>" for head in heads)
    return f'<div class="wide"><table><tr>{cells}</tr>\n{rows}</table></div>\n'


def constants(section: headers.Section) -> str:
    parts = []
    for each in section.items:
        if each.constants:
            rows = "".join(
                f'<tr><td><a id="{one.name}"></a><code class="own">{one.name}</code></td>'
                f"<td>{one.value}</td><td>{inline(one.text)}</td></tr>\n" for one in each.constants)
            parts.append(f"<p>{inline(each.text)}</p>\n")
            parts.append(table(("Constant", "Value", "Meaning"), rows))
    return "".join(parts)


def of_c(name: str) -> tuple[str, str]:
    """Title and body of the page of a header."""
    header = headers.read(name)
    parts = [f"<h1>{name}</h1>\n", prose(manual.capital(header.about))]
    if header.types:
        rows = "".join(f'<tr><td><a id="{each}"></a><code class="own">{each}</code></td>'
                       f"<td>{inline(about)}</td></tr>\n" for each, about in header.types.items())
        parts.append("<h2>Types</h2>\n" + table(("Handle", "Meaning"), rows))
    for section in header.sections:
        anchor = re.sub(r"\W+", "-", section.title.lower()).strip("-")
        parts.append(f'<h2 id="{anchor}">{html.escape(section.title)}</h2>\n')
        if section.about:
            parts.append(prose(section.about))
        if not section.functions:
            parts.append(constants(section))
            continue
        for each in section.items:
            if each.functions:
                parts.append(item([one.name for one in each.functions],
                                  [wrapped(one) for one in each.functions], "c",
                                  prose(manual.sentence(each.text))))
        parts.append(constants(section))
        parts.append("<h3>Example</h3>\n")
        parts.append(code("\n".join(manual.example(section.functions[0].name)), "c"))
    return name, "".join(parts)


def of_cplusplus() -> tuple[str, str]:
    """All classes on one page; a member without a comment names the C function that it calls."""
    about = (headers.INCLUDE / "dzjobs.hpp").read_text(encoding="utf-8").split("#ifndef")[0]
    lines = [line.removeprefix("//").removeprefix(" ") for line in about.strip().split("\n")]
    parts = ["<h1>C++</h1>\n", prose(manual.capital("\n".join(lines).split(" - ", 1)[1]))]
    types = [each for name in cplusplus.NAMES for each in cplusplus.read(name)]
    for each in types:
        if each.kind == "class":
            parts.append(f'<h2 id="{each.name}">{html.escape(each.text)}</h2>\n')
            parts.append(prose(each.comment))
            parts += members(each)
    parts.append('<h2 id="types">Other types</h2>\n')
    parts += members(cplusplus.Declaration("class", "", "", "", members=[
        each for each in types if each.kind != "class"]))
    return "C++", "".join(parts)


def members(parent: cplusplus.Declaration) -> list[str]:
    """Members grouped by their comment."""
    groups: list[tuple[str, list[cplusplus.Declaration]]] = []
    for each in parent.members:
        called = f"{each.calls}()." if each.calls else ""
        text = each.comment or setter(parent.name, each) or called
        if groups and groups[-1][0] == text and text:
            groups[-1][1].append(each)
        else:
            groups.append((text, [each]))
    prefix = f"{parent.name}." if parent.name else ""
    return [item([prefix + one.name for one in each], [one.text + ";" for one in each], "cpp",
                 prose(manual.sentence(text)) if text else "") for text, each in groups]


def setter(parent: str, member: cplusplus.Declaration) -> str | None:
    """The C function that takes a field of a struct of settings."""
    handle = {"client_settings": "client", "list_job_runs_request": "list"}.get(parent)
    unit = "_us" if "duration" in member.text else ""
    name = f"dzjobs_{handle}_set_{member.name}{unit}"
    known = {one.name for each in C_PAGES for section in headers.read(each).sections
             for one in section.functions}
    return f"{name}()." if name in known else None


def of_python() -> tuple[str, str]:
    parts = ["<h1>Python</h1>\n", docstring(python_api.ast.get_docstring(
        python_api.parsed("__init__"), clean=False) or "")]
    for each in sorted(python_api.exported(), key=lambda one: one.name != "Client"):
        parts.append(entry(each, each.name))
    for title, module in (("For tests", "testing"), ("Exceptions", "exceptions"),
                          ("Types", "types")):
        parts.append(f'<h2 id="{module}">{title}: dzjobs.{module}</h2>\n')
        for each in python_api.module_entries(module):
            parts.append(item([each.name], [each.signature, *[
                "    " + one.signature for one in each.members if ":" in one.signature]],
                "python", docstring(each.text)))
    return "Python", "".join(parts)


def entry(each: python_api.Entry, name: str) -> str:
    parts = [f'<h2 id="{name}">{name}</h2>\n', code(broken(each.signature), "python"),
             docstring(each.text)]
    for one in each.members:
        parts.append(item([f"{name}.{one.name}"], [broken(one.signature)], "python",
                          docstring(one.text)))
    return "".join(parts)


def broken(signature: str) -> str:
    """A long signature with a parameter a line."""
    if len(signature) <= 80:
        return signature
    head, _, rest = signature.partition("(")
    inside, _, tail = rest.rpartition(")")
    return f"{head}(\n    " + re.sub(r", (?=\*|\w+:)", ",\n    ", inside) + f"\n){tail}"


def docstring(text: str) -> str:
    """A docstring's paragraphs; indented text is code, and lines of "name: text" are a list."""
    parts = []
    for paragraph in re.split(r"\n\s*\n", text):
        lines = re.split(r"\n(?=\S)", paragraph)
        if paragraph.startswith("    "):
            parts.append(code(re.sub(r"^    ", "", paragraph, flags=re.M), "python"))
        elif len(lines) > 1 and all(re.match(r"[a-z_]+(,\s+[a-z_]+)*: ", each) for each in lines):
            pairs = (" ".join(each.split()).split(": ", 1) for each in lines)
            rows = "".join(f"<dt><code>{name}</code></dt><dd>{inline(meaning)}</dd>\n"
                           for name, meaning in pairs)
            parts.append(f"<dl>{rows}</dl>\n")
        elif paragraph.strip():
            parts.append(f"<p>{inline(' '.join(paragraph.split()))}</p>\n")
    return "".join(parts)
