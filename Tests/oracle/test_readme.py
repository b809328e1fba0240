"""README.md is right: its programs compile with its commands and print its output, and everything
that it quotes or names is in the repository.
"""

import json
import os
import re
import subprocess
import sys
import textwrap

import pytest
from program import LIBDIR, REPO, STRICT, compile_with, environment, run

LIBRARY = LIBDIR / "libdzjobs.so"
README = (REPO / "README.md").read_text()


def blocks(language):
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.M | re.S)
    return [text for name, text in fenced if name == language]


@pytest.fixture
def directory(tmp_path):
    """A copy of the repository after `make` that the test can write to."""
    for name in ("examples", "include", ".build"):
        (tmp_path / name).symlink_to(REPO / name)
    return tmp_path


def shell(line, directory, **variables):
    """Runs a line of the README as a user would type it."""
    return subprocess.run(line, shell=True, cwd=directory, text=True, capture_output=True,
                          env=environment(**variables), timeout=60)


@pytest.fixture
def first(directory):
    """Builds the first program of a language with the command of the text, and runs it against the
    emulator."""
    def build_and_run(language, name):
        (directory / name).write_text(blocks(language)[0])
        compilation, = re.findall(r"`(c\S+ (?:-\S+ )?%s -o .*?)`" % re.escape(name), README)
        compile_with(compilation, directory, "-Wall", "-Wextra", "-Wpedantic", "-Werror")
        line, = (text for text in blocks("sh") if "./first" in text and "emulator" in text)
        return shell(line, directory)
    return build_and_run


def shown_runs():
    return [json.loads(line) for line in blocks("")[0].splitlines()]


def test_c_program(first):
    done = first("c", "first.c")
    assert (done.returncode, done.stderr, done.stdout) == (0, "", blocks("")[0])


def test_cpp_program(first):
    done = first("cpp", "first.cpp")
    expected = "".join("%s %s\n" % (run_["runId"], run_["status"]) for run_ in shown_runs())
    assert (done.returncode, done.stderr, done.stdout) == (0, "", expected)


def test_python_program(directory):
    (directory / "first.py").write_text(blocks("python")[0])
    line, = (text for text in blocks("sh") if "./first" in text and "emulator" in text)
    done = shell(line.replace("./first", "%s first.py" % sys.executable), directory,
                 PYTHONPATH=str(REPO / "packaging/python"), DZJOBS_LIBRARY=str(LIBRARY))
    expected = "".join("%s %s %s\n" % (
        run_["runId"], run_["status"], run_.get("error", {}).get("message"))
        for run_ in shown_runs())
    assert (done.returncode, done.stderr, done.stdout) == (0, "", expected)


def test_shell_line(directory, command):
    line, = (text for text in blocks("sh") if text.startswith("dzjobs "))
    emulator = "python3 examples/emulator --quiet --runs 900 --now -- "
    done = shell(emulator + line, directory,
                 PATH="%s:%s" % (command.parent, os.environ["PATH"]))
    head, *rows = done.stdout.splitlines()
    assert (done.returncode, done.stderr, head[:6]) == (0, "", "RUN ID")
    assert len(rows) > 20 and all(" FAILED " in row for row in rows)


def test_many_listings(directory):
    """The loop over next_any, with the code around it that the text omits."""
    (directory / "many.c").write_text("""#include <dzjobs_client.h>
static void use(void *context, const dzjobs_run *run) { (void)context, (void)run; }
int drain(dzjobs_client *client);
int drain(dzjobs_client *client) {
  dzjobs_list *list;
  int event;
%s  return event;
}
int main(void) { return drain(NULL) != DZJOBS_EINVAL; }
""" % textwrap.indent(blocks("c")[1], "  "))
    compile_with("cc many.c -o many $(pkg-config --cflags --libs dzjobs)", directory, STRICT)
    assert run(directory / "many").returncode == 0


def test_first_program_reports_an_error(directory):
    (directory / "first.c").write_text(blocks("c")[0])
    compile_with("cc first.c -o first $(pkg-config --cflags --libs dzjobs)", directory)
    done = run(directory / "first", AWS_ENDPOINT_URL="http://127.0.0.1:1/?")
    assert (done.returncode, done.stdout) == (1, "") and "has a query" in done.stderr


def test_event_loop_is_quoted_from_the_example():
    """test_example_loop.py runs the example."""
    quoted = blocks("c")[2]
    assert "dzjobs_list_next(" in quoted and quoted in (REPO / "examples/event_loop.c").read_text()


def test_many_jobs(directory):
    """The lines of the README that list the runs of 1,000 jobs."""
    text = next(text for text in blocks("sh") if "many_jobs" in text).replace("\\\n", "")
    cc, command = text.splitlines()
    compile_with(cc, directory, STRICT)
    done = subprocess.run(command, shell=True, cwd=directory, env=environment(), text=True,
                          capture_output=True, timeout=60)
    *rows, total = done.stdout.splitlines()
    assert (done.returncode, done.stderr, len(rows)) == (0, "", 1000)
    assert total.startswith(" 60000 runs ") and total.endswith("all 1000 jobs, 0 in error")


def test_every_named_file_exists():
    header = "".join(path.read_text() for path in (REPO / "include").glob("*.h"))
    makefile = "".join(
        path.read_text() for path in (REPO / "Makefile", *REPO.glob("Tests/**/*.mk"),
                                      *REPO.glob("packaging/*.mk")))
    for page in (*REPO.glob("*.md"), *REPO.glob("packaging/docs/*.md")):
        text = page.read_text()
        variables = "LIBRARY|INCLUDE|CONFORMANCE|LIMIT|SANITIZE"
        names = r"\b(?:dzjobs_[a-z_]+(?=\()|DZJOBS_(?!%s)[A-Z]\w+)" % variables
        for name in set(re.findall(names, text)):
            assert re.search(r"\b%s\b" % name, header), name
        for target in set(re.findall(r"`make ([a-z-]+)", text)):
            assert re.search(r"^%s:" % target, makefile, re.M), target
        folders = "examples|include|Sources|Tests|packaging"
        for path in (*re.findall(r"`((?:%s)/[^`\s*]*)`" % folders, text),
                     *re.findall(r"\]\(([\w.-]+)\)", text)):
            assert (REPO / path).exists() or (page.parent / path).exists(), path
