"""The manual pages of section 3 are complete, match the headers, and pass mandoc's lint.

packaging/reference/manual.py makes them. Tests/consumer/manual.c compiles and runs their examples.
"""

import re
import shutil
import subprocess
import sys

import headers
import manual
import pytest
from program import REPO, need

TOOL = REPO / "packaging/reference/manual.py"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The folder of all pages, dzjobs(1) among them."""
    folder = tmp_path_factory.mktemp("man")
    done = subprocess.run([sys.executable, "-B", TOOL, folder], text=True, capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    shutil.copy(REPO / "packaging/docs/dzjobs.1", folder)
    return folder


@pytest.fixture(scope="module")
def declared():
    """The headers' names and declarations, read in another way than the generator's."""
    text = "".join((REPO / "include" / name).read_text() for name in headers.NAMES)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    found = re.findall(r"^DZJOBS_API ([^;]*?\b(dzjobs_\w+)\([^;]*); *$", text, re.M)
    return {name: " ".join(declaration.split()) for declaration, name in found}


def rendered(page):
    """The text of a page without its line breaks."""
    need("mandoc")
    text = subprocess.run(["mandoc", "-T", "ascii", page], text=True, capture_output=True,
                          check=True).stdout
    return re.sub(r".\x08", "", text)


def test_each_function_has_a_page_and_its_prototype(pages, declared):
    assert len(declared) > 100
    assert {page.stem for page in pages.glob("*.3")} == {"dzjobs", *declared}
    for name, declaration in declared.items():
        text = " ".join(rendered(pages / f"{name}.3").split())
        assert f"{declaration};".replace(" ", "") in text.replace(" ", ""), name
        assert re.search(rf"DESCRIPTION.* {name}\(\) .*RETURN VALUES.*EXAMPLES", text), name


def test_the_overview_names_all(pages, declared):
    text = (pages / "dzjobs.3").read_text()
    assert set(re.findall(r"^\.Fn (dzjobs_\w+)", text, re.M)) == set(declared)
    assert ".\\\" @" not in text
    titles = re.findall(r"^\.It (.*) , Xr ", text, re.M)
    assert {"Settings", "Listings", "Credentials"} <= set(titles)
    assert [title for title in titles if title.startswith("The member")] == []
    for name in re.findall(r"#define (DZJOBS_E?[A-Z]+) [(\d]", (
            REPO / "include/dzjobs.h").read_text()):
        assert re.search(rf"^\.It Dv {name} Pq ", text, re.M), name


def test_a_page_has_the_headers_texts(pages):
    """A paragraph, a list, constants, and an example cut from a tested program."""
    text = " ".join(rendered(pages / "dzjobs_client_set_proxy.3").split())
    assert "the environment's https_proxy, http_proxy, all_proxy and no_proxy." in text
    assert "o its credential_process;" in text.replace("o its keys; ", "")
    text = " ".join(rendered(pages / "dzjobs_run_read.3").split())
    assert "DZJOBS_TIME_END_TIME (2) The member endTime." in text or (
        "DZJOBS_TIME_END_TIME (2) endTime" in text)
    assert "void print_run(const dzjobs_run *run) {" in text


def test_the_variables_are_those_that_the_library_reads(pages):
    text = (pages / "dzjobs.3").read_text()
    section = re.search(r"^\.Sh ENVIRONMENT$(.*?)^\.Sh ", text, re.M | re.S)[1]
    sources = "".join(path.read_text() for path in (REPO / "Sources/DZJobsClient").rglob("*.swift"))
    read = set(re.findall(r'"(HOME|AWS_[A-Z0-9_]+)"', sources))
    assert read == set(re.findall(r"\b(HOME|AWS_[A-Z0-9_]+)\b", section))
    assert len(read) > 20


def test_lint_reports_nothing(pages):
    """Runs in the folder of all pages, so that references are found."""
    need("mandoc")
    files = sorted(page.name for page in pages.iterdir())
    done = subprocess.run(["mandoc", "-T", "lint", *files], cwd=pages, text=True,
                          capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_operating_system_is_named(pages):
    """groff prints BSD by default; mandoc prints the system's name."""
    need("man")
    for page in ("dzjobs.1", "dzjobs.3", "dzjobs_list_new.3"):
        done = subprocess.run(["man", "-l", pages / page], text=True, capture_output=True)
        assert done.returncode == 0
        assert "Linux" in done.stdout.rstrip().splitlines()[-1] and "BSD" not in done.stdout


def test_a_function_without_a_comment_is_refused(tmp_path, monkeypatch):
    for header in (REPO / "include").glob("*.h"):
        shutil.copy(header, tmp_path)
    path = tmp_path / "dzjobs_settings.h"
    text = path.read_text()
    comment = "/* Runs a page, 1 or more; the service's maximum is 50. Default: the service's. */\n"
    assert comment in text
    path.write_text(text.replace(comment, ""))
    monkeypatch.setattr(headers, "INCLUDE", tmp_path)
    with pytest.raises(headers.HeaderError, match=r"settings\.h:\d+: dzjobs_list_set_max_results"):
        headers.read("dzjobs_settings.h")
    path = tmp_path / "dzjobs.h"
    text = path.read_text()
    path.write_text(text.replace("/* the body is not a ListJobRuns response */", ""))
    with pytest.raises(headers.HeaderError, match="DZJOBS_EPARSE has no comment"):
        headers.read("dzjobs.h")


def test_a_page_without_an_example_is_refused():
    with pytest.raises(headers.HeaderError, match=r"no example for dzjobs_nowhere\(3\)"):
        manual.example("dzjobs_nowhere")
