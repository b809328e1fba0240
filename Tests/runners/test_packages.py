"""The scripts of Tests/packaging report a program, or a tool, that fails, crashes or hangs."""

import re

import pytest
from conftest import BAD


@pytest.mark.parametrize("script, name", [
    ("install.sh", "fails"), ("install.sh", "crashes"), ("install.sh", "hangs"),
    ("deb.sh", "crashes"),  # slower, and the consumers are run by the same lines
])
def test_consumers_of_packages(copy, script, name):
    source, _, reported = BAD[name]
    folder = copy.own("packaging")
    (folder / "consumer.c").write_text(source)
    done = copy.run(f"Tests/packaging/{script}", limit=3)
    assert done.returncode != 0
    assert "consumer_c failed" in done.stdout and reported in done.stdout, done.stdout


@pytest.mark.parametrize("script", ["exit 0", "exit 1", "kill -SEGV $$", "sleep 1000"])
def test_doxygen(copy, script):
    """That takes everything, or refuses without the reason."""
    html = copy.root / ".build/docs/html"
    html.mkdir(parents=True)
    headers = "".join(path.read_text() for path in (copy.root / "include").glob("*.h"))
    (html / "globals_func.html").write_text(
        " ".join(name + "()" for name in re.findall(r"\bdzjobs_[a-z_]*(?=\()", headers)))
    copy.own("packaging")
    copy.tool("doxygen", script)
    done = copy.run("Tests/packaging/docs.sh", limit=2)
    assert done.returncode == 1, done.stdout
    assert "ok      what is not documented" not in done.stdout
