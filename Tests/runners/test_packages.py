"""The scripts of Tests/packaging report a program that fails, crashes or hangs."""

import pytest
from conftest import BAD


@pytest.mark.parametrize("script, name", [
    ("install.sh", "fails"), ("install.sh", "crashes"), ("install.sh", "hangs"),
    ("deb.sh", "crashes"),  # deb.sh is slower and runs the consumers with the same lines
])
def test_consumers_of_packages(copy, script, name):
    source, _, reported = BAD[name]
    folder = copy.own("packaging")
    (folder / "consumer.c").write_text(source)
    done = copy.run(f"Tests/packaging/{script}", limit=3)
    assert done.returncode != 0
    assert "consumer_c failed" in done.stdout and reported in done.stdout, done.stdout
