"""Prints a header as Doxygen wants it, so that its comments can stay plain C and C++. Doxygen's
input filter: functions that share a comment get it each, titles of sections become groups, and a
C++ member without a comment is said to be the C function that it calls.
"""

import pathlib
import re
import sys

TEXT = r"/\*(?P<%s>(?:(?!\*/).)*)\*/\n"
C = re.compile(rf"^{TEXT % 'own'}|^(?P<code>[^\n]*\S) +{TEXT % 'after'}|^(?P<line>[^\n]*)\n",
               re.M | re.S)
ABOUT = re.compile(TEXT % "about", re.S)
SECTION = re.compile(r" -{4} (.*?) -+ ")
TERM = re.compile(r" {2}(an error|\w+) +(?=\S)")
HANDLES = {"dzjobs_client", "dzjobs_exchange", "dzjobs_list", "dzjobs_run"}


def laid_out(lines):
    """Terms with their texts as a list, what else is indented as it is."""
    result, text_at, is_verbatim = [], 0, False
    for line in lines:
        indent = len(line) - len(line.lstrip())
        term = TERM.match(line) if text_at or re.search(r"\S {2,}\S", line) else None
        goes_on = 0 < text_at == indent
        as_it_is = indent > 1 and not term and not goes_on
        if line and as_it_is != is_verbatim:
            result.append("@verbatim" if as_it_is else "@endverbatim")
            is_verbatim = as_it_is
        if term:
            text_at = term.end()
            line = f"- <b>{term.group(1)}</b> {line[text_at:]}"
        elif goes_on:
            line = "  " + line.strip()
        else:
            text_at = 0
        result.append(line)
    return result + ["@endverbatim"] * is_verbatim


def comment(text, command=""):
    lines = [re.sub(r"^ \* ?", "", line) for line in text.strip().split("\n")]
    return "\n".join(["/** " + command, *laid_out(lines), "*/\n"])


def group(name, about=""):
    return comment(f"@name {name}\n{about.strip()}\n@{{")


def of_c(text):
    end, closing, is_brief = text.index("*/\n") + 3, "", False
    shared, is_used = "", False
    yield comment(text[2:end - 3], "@file")
    while found := C.match(text, end):
        end = found.end()
        own, after, line = found["own"], found["after"], found["line"]
        if title := SECTION.fullmatch(own or ""):
            about = ABOUT.match(text, end)
            end = about.end() if about else end
            yield closing + group(title[1], about["about"] if about else "")
            closing, is_brief = "/** @} */\n", False
        elif own and text.startswith("#define", end):
            name, _, about = own.strip().partition(".")
            yield closing + group(name, about)
            closing, is_brief = "/** @} */\n", True
        elif own:
            shared, is_used = comment(own), False
            yield shared
        elif after:
            after = " ".join(each.strip(" *") for each in after.split("\n"))
            yield f"{found['code']} /**< {after.strip()} */\n"
        elif line.startswith("DZJOBS_API"):
            yield shared * is_used + line + "\n"
            is_used = True
        elif line == "#ifdef __cplusplus" or line == "" and is_brief:
            yield closing + line + "\n"
            closing, is_brief = "", False
        else:
            shared = shared if line else ""
            yield line + "\n"


def called(lines):
    """The C function that a member calls whose text begins with these lines, or that sets it."""
    body = []
    for line in lines:
        body.append(line)
        if re.match(r"  \S", line) and line.endswith(("}", ";")):
            break
    names = re.findall(r"\bdzjobs_\w+", "\n".join(body))
    return next((name for name in names if name not in HANDLES), None)


def setter(line, handle):
    field = re.match(r"  std::\w+<.*> (\w+)\{\};", line)
    unit = "_us" * ("duration" in line)
    return f"dzjobs_{handle}_set_{field[1]}{unit}" if field and handle else None


def of_cpp(text):
    """Comments of what is declared; those inside functions stay what they are."""
    lines = [line.replace("[[nodiscard]] ", "")
             for line in text.split("\n") if "inline namespace" not in line]
    shared, is_new, handle = "", False, None
    for i, line in enumerate(lines):
        found = re.match(r" {0,2}// ?(.*)", line)
        if found:
            shared = (shared * is_new or "/// @file\n" * (i == 0)) + f"/// {found[1]}\n"
            is_new = True
            continue
        if line == "":
            yield shared * is_new
            shared = ""
        elif re.match(r" {0,2}\w[^#]*[^:]$", line):
            code, _, after = line.partition(" // ")
            function = setter(code, handle) or called(lines[i:])
            if after:
                yield f"/// {after}\n"
            elif function and not is_new:
                yield f"/// @ref {function}()\n"
            else:
                yield shared
            if named := re.match(r"(?:template .*)?(?:class|struct|namespace) (\w+)", line):
                shared, handle = "", {"client_settings": "client",
                                      "list_job_runs_request": "list"}.get(named[1])
            line = code
        is_new = False
        yield line + "\n"


def of_page(text, name):
    """With a name for its address, which otherwise is the path on this machine; and links to the
    first of all pages by the name that Doxygen has for it."""
    text = text.replace("](concepts.md)", "](@ref index)")
    title, _, rest = text.partition("\n")
    return f"{title} {{#{name}}}\n{rest}"


if __name__ == "__main__":
    path = pathlib.Path(sys.argv[1])
    given = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        print(of_page(given, path.stem), end="")
    else:
        print(*(of_cpp if path.suffix == ".hpp" else of_c)(given), sep="", end="")
