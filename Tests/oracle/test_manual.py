"""The manual page dzjobs(3) says what is so: it names each function, code and variable that there
is and no other, its prototypes are the headers', and its examples are cut from tested programs.
"""

import re
import subprocess

import pytest
from program import REPO, need

PAGE = REPO / "packaging/docs/dzjobs.3"
TEXT = PAGE.read_text()


def plain(text):
    return " ".join(text.split()).replace("* ", "*")


@pytest.fixture(scope="module")
def header():
    """Without comments and line ends."""
    names = ("", "_settings", "_run", "_callbacks", "_client")
    text = "".join((REPO / f"include/dzjobs{name}.h").read_text() for name in names)
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


def section(title):
    return re.search(rf"^\.Sh {title}$(.*?)(?=^\.Sh |\Z)", TEXT, re.M | re.S).group(1)


def test_names_each_function_and_no_other(header):
    declared = set(re.findall(r"\b(dzjobs_\w+)\(", header))
    assert declared == set(re.findall(r"\bF[no] (dzjobs_\w+)", TEXT))
    assert len(declared) > 80


def test_synopsis_is_that_of_the_headers(header):
    """Which have their line ends elsewhere."""
    declared = plain(header)
    text = re.sub(r"\n\.Fa", "", section("SYNOPSIS").replace(".Fo", ".Fn"))
    shown = re.findall(r"^\.Ft (.+)\n\.Fn (\w+)(.*)$", text, re.M)
    assert len(shown) == TEXT.count("\n.Ft ") > 10
    for result, name, parameters in shown:
        taken = ", ".join(re.findall('"(.*?)"', parameters))
        assert plain(f"DZJOBS_API {result} {name}({taken});") in declared


def test_codes_are_those_of_the_headers(header):
    codes = re.findall(r"#define (DZJOBS_(?:LIST_)?[A-Z]+) \(?(-?\d+)\)?", header)
    said = re.findall(r"^\.It Dv (DZJOBS_(?:LIST_)?[A-Z]+) Pq (\S+)$", TEXT, re.M)
    assert set(said) == {(name, value.replace("-", r"\-")) for name, value in codes}
    errors = {name for name, value in codes if value.startswith("-")}
    assert errors == set(re.findall(r"It Dv (\w+)", section("ERRORS")))


def test_variables_are_those_that_are_read():
    sources = "".join(path.read_text() for path in (REPO / "Sources/DZJobsClient").rglob("*.swift"))
    read = set(re.findall(r'"(HOME|AWS_[A-Z0-9_]+)"', sources))
    said = set(re.findall(r"\b(HOME|AWS_[A-Z0-9_]+)\b", section("ENVIRONMENT")))
    assert read == said
    assert len(read) > 20


def test_examples_are_cut_from_tested_programs():
    """test_readme.py runs the first, test_example_loop.py the second."""
    client, loop = (text.replace(r"\e", "\\") for text in
                    re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed$", TEXT, re.M | re.S))
    assert "int main(void)" in client
    assert f"```c\n{client}```" in (REPO / "README.md").read_text()
    assert loop in (REPO / "examples/event_loop.c").read_text()


def test_lint_has_nothing_to_say():
    need("mandoc")
    done = subprocess.run(["mandoc", "-T", "lint", PAGE], text=True, capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
