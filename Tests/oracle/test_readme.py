"""README.md says what is so: its programs compile with the lines it gives and print what it shows,
and what it quotes or names is in the repository.
"""

import re
import subprocess
import textwrap

import pytest
from program import REPO, STRICT, compile_with, environment, run

README = (REPO / "README.md").read_text()


def blocks(language):
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.M | re.S)
    return [text for name, text in fenced if name == language]


@pytest.fixture
def directory(tmp_path):
    """One that looks like the repository after `make`, and may be written to."""
    for name in ("examples", "include", ".build"):
        (tmp_path / name).symlink_to(REPO / name)
    return tmp_path


def test_first_program(directory):
    program, compilation, shown = blocks("c")[0], blocks("sh")[0], blocks("")[0]
    assert len(program.splitlines()) == 15
    (directory / "first.c").write_text(program)
    cc, command = compilation.splitlines()
    assert cc.startswith("cc ")
    compile_with(cc, directory, "-Wall", "-Wextra", "-Wpedantic", "-Werror")
    done = subprocess.run(command, shell=True, cwd=directory, env=environment(), text=True,
                          capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == shown


def test_client_program(directory):
    """The same runs by the client, compiled by the same line without libcurl."""
    program, shown = blocks("c")[1], blocks("")[0]
    (directory / "first.c").write_text(program)
    cc, command = blocks("sh")[0].splitlines()
    compile_with(cc.replace(" -lcurl", ""), directory, "-Wall", "-Wextra", "-Wpedantic", "-Werror")
    done = subprocess.run(command, shell=True, cwd=directory, env=environment(), text=True,
                          capture_output=True, timeout=60)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", shown)


def test_python_program(directory):
    """The line of the README that runs the Python example."""
    command = next(text for text in blocks("sh") if "list_job_runs.py" in text)
    done = subprocess.run(command, shell=True, cwd=directory, env=environment(), text=True,
                          capture_output=True, timeout=60)
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 3)


def test_many_listings(directory):
    """The loop over next_any, with what the text leaves to the host around it."""
    (directory / "many.c").write_text("""#include <dzjobs_client.h>
static void use(void *context, const dzjobs_run *run) { (void)context, (void)run; }
int drain(dzjobs_client *client);
int drain(dzjobs_client *client) {
  dzjobs_list *list;
  int event;
%s  return event;
}
int main(void) { return drain(NULL) != DZJOBS_EINVAL; }
""" % textwrap.indent(blocks("c")[2], "  "))
    compile_with("cc many.c -o many $(pkg-config --cflags --libs dzjobs)", directory, STRICT)
    assert run(directory / "many").returncode == 0


def test_first_program_tells_an_error(directory):
    (directory / "first.c").write_text(blocks("c")[0])
    compile_with(blocks("sh")[0].splitlines()[0], directory)
    done = run(directory / "first", AWS_ENDPOINT_URL="http://127.0.0.1:1/?")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "endpoint_url: has a query\n")


def test_event_loop_is_quoted_from_the_example():
    """Which test_example_loop.py runs."""
    quoted = blocks("c")[3]
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


def test_python_is_quoted_from_the_example():
    source = textwrap.dedent((REPO / "examples/list_job_runs.py").read_text())
    assert len(blocks("python")) == 2
    for quoted in blocks("python"):
        assert quoted in source or textwrap.indent(quoted, "    ") in source


def test_whatever_it_names_is_there():
    header = "".join(path.read_text() for path in (REPO / "include").glob("*.h"))
    makefile = "".join(
        path.read_text() for path in (REPO / "Makefile", *REPO.glob("packaging/*.mk")))
    for page in (*REPO.glob("*.md"), *REPO.glob("packaging/docs/*.md")):
        text = page.read_text()
        names = r"\b(?:dzjobs_[a-z_]+(?=\()|DZJOBS_(?!LIBRARY|INCLUDE|CONFORMANCE|LIMIT)[A-Z]\w+)"
        for name in set(re.findall(names, text)):
            assert re.search(r"\b%s\b" % name, header), name
        for target in set(re.findall(r"`make ([a-z-]+)", text)):
            assert re.search(r"^%s:" % target, makefile, re.M), target
        folders = "examples|include|Sources|Tests|packaging"
        for path in (*re.findall(r"`((?:%s)/[^`\s*]*)`" % folders, text),
                     *re.findall(r"\]\(([\w.-]+)\)", text)):
            assert (REPO / path).exists() or (page.parent / path).exists(), path
