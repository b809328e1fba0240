"""The documentation site of `make docs`: complete, without internal names, and readable.

A headless Chromium opens each page. Without one these tests are skipped, with a message.
"""

import ast
import re
import subprocess

import headers
import pytest
from browser import running_browser
from program import REPO

SITE = REPO / ".build/docs/html"
PAGES = sorted(path.name for path in SITE.glob("*.html"))
# Texts with too little contrast: their colours and their beginning.
PALE = """(() => {
  const light = text => {
    const parts = text.match(/[\\d.]+/g).slice(0, 3).map(each => each / 255)
      .map(each => each <= 0.03928 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const ground = each => {
    for (; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if (!/, 0\\)$/.test(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const each = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || /^(SCRIPT|STYLE)$/.test(each.tagName)) continue;
    const colours = [getComputedStyle(each).color, ground(each)];
    const [low, high] = colours.map(light).sort((a, b) => a - b);
    if ((high + 0.05) / (low + 0.05) < 4.5) found.push([...colours, each.textContent.slice(0, 30)]);
  }
  return found;
})()"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with running_browser(tmp_path_factory.mktemp("profile")) as there:
        yield there


def ids(name):
    return set(re.findall(r'\bid="([^"]+)"', (SITE / name).read_text()))


def test_each_declaration_has_a_place():
    assert len(PAGES) > 15, "make docs was not run"
    text = "".join((REPO / "include" / name).read_text() for name in headers.NAMES)
    names = set(re.findall(r"\b(dzjobs_\w+)\((?!\))", re.sub(r"/\*.*?\*/", "", text, flags=re.S)))
    names |= set(re.findall(r"^#define (DZJOBS_[A-Z_]+) [^e]", text, re.M))
    there = set().union(*(ids(name) for name in PAGES if name.startswith("c-")))
    assert names - there == set() and len(names) > 140


def test_each_class_of_cplusplus_and_python_has_a_place():
    there = ids("cplusplus.html")
    for header in (REPO / "include/dzjobs").glob("*.hpp"):
        text = re.sub(r"^namespace detail .*?^} // namespace detail", "", header.read_text(),
                      flags=re.S | re.M)
        for name in re.findall(r"^(?:class|struct) (\w+)[^;]*\{$", text, re.M):
            assert name in there, name
    assert {"client.list_job_runs", "listing.put_response", "job_run.run_id"} <= there
    assert {"client.error", "listing.error"} <= there  # inherited from a class without a page
    module = ast.parse((REPO / "packaging/python/dzjobs/__init__.py").read_text())
    exported, = (ast.literal_eval(node.value) for node in module.body
                 if isinstance(node, ast.Assign) and node.targets[0].id == "__all__")
    modules = {path.stem for path in (REPO / "packaging/python/dzjobs").glob("*.py")}
    assert set(exported) - modules <= ids("python.html")
    assert {"Client.list_job_runs", "Listing.next_page", "ClientError"} <= ids("python.html")
    assert {"AsyncClient.exchange", "Client.given_settings"} & ids("python.html") == set()
    assert "<dt><code>connect_timeout</code></dt><dd>seconds" in (SITE / "python.html").read_text()


def test_no_internal_name_is_shown():
    for name in [*PAGES, "index.js"]:
        found = re.findall(r"detail::|\bthrows_|DZJOBS_THROWS|DZJOBS_NAMESPACE|open_cursor|"
                           r"DZJOBS_API int|/(?:work|root)/", (SITE / name).read_text())
        assert found == [], name


def test_no_paragraph_swallowed_a_list():
    for name in PAGES:
        text = re.sub(r"<(pre|code)\b.*?</\1>", "", (SITE / name).read_text(), flags=re.S)
        assert re.findall(r"[.:;)]\s\d{1,2}\.\s.{30}", text) == [], name


def test_a_broken_link_is_refused():
    for link in "b.html", "#b", "a.html#b":
        body = f'<a href="{link}">'
        program = f"import site_pages; site_pages.check({{'a': ('A', {body!r})}}, set())"
        done = subprocess.run([REPO / ".build/docs/venv/bin/python", "-B", "-c", program],
                              cwd=REPO / "packaging/reference", text=True, capture_output=True)
        assert done.returncode == 1 and f"a: {link} leads nowhere" in done.stderr, done.stderr


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [400, 1280])
def test_every_page_can_be_read(browser, width, dark):
    for name in PAGES:
        browser.open(SITE / name, width, dark)
        assert browser.complaints() == [], name
        assert all(url.startswith(SITE.as_uri()) for url in browser.requested())
        assert browser.evaluate("document.documentElement.scrollWidth") == width, name
        assert browser.evaluate(PALE) == [], name
        assert browser.evaluate("document.querySelectorAll('h1').length") == 1, name
        is_open = browser.evaluate("document.querySelector('.menu').open")
        assert is_open == (width == 1280)


def test_the_colours_differ_with_the_scheme(browser):
    grounds = []
    for dark in False, True:
        browser.open(SITE / "index.html", 1280, dark)
        grounds.append(browser.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert grounds == ["rgb(255, 255, 255)", "rgb(16, 21, 28)"]


@pytest.mark.parametrize("words, address", [
    ("list_set_status", "c-settings.html#dzjobs_list_set_status"),
    ("job_runs", "python.html#Client.job_runs"), ("econfig", "c-client.html#DZJOBS_ECONFIG"),
    ("threads", "concepts.html#threads")])
def test_search(browser, words, address):
    browser.open(SITE / "index.html", 400)
    browser.evaluate(f"input.value = '{words}'; input.dispatchEvent(new Event('input'))")
    found = browser.evaluate("[...document.querySelectorAll('#found a')]"
                             ".map(each => each.getAttribute('href'))")
    assert address in found[:4], found
    assert browser.evaluate("document.documentElement.scrollWidth") == 400
    browser.evaluate("input.value = 'xyzzy'; input.dispatchEvent(new Event('input'))")
    assert browser.evaluate("document.getElementById('found').innerText") == "Nothing found"
