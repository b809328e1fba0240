"""The Python package and the tests have all functions and codes of the headers."""

import re

import pytest

import client
import dzjobs

HEADERS = [
    ("dzjobs.h", dzjobs, 14), ("dzjobs_run.h", dzjobs, 0), ("dzjobs_settings.h", dzjobs, 0),
    ("dzjobs_callbacks.h", client, 1), ("dzjobs_client.h", client, 6)]


@pytest.mark.parametrize("name, module, codes", HEADERS)
def test_every_function_of_the_header_is_bound(name, module, codes):
    header = (dzjobs.REPOSITORY / "include" / name).read_text()
    declared = re.findall(r"^DZJOBS_API [\w ]+?[ *]+dzjobs_(\w+)\(", header, re.MULTILINE)
    assert sorted(declared) == sorted(dzjobs.abi.HEADERS[name])


@pytest.mark.parametrize("name, module, codes", HEADERS)
def test_codes_are_those_of_the_header(name, module, codes):
    header = (dzjobs.REPOSITORY / "include" / name).read_text()
    defined = re.findall(r"^#define DZJOBS_((?:LIST_)?[A-Z]+) \(?(-?\d+)\)?", header, re.MULTILINE)
    assert len(defined) == codes
    for names in module, dzjobs.abi:
        assert {name: getattr(names, name) for name, _ in defined} == {
            name: int(value) for name, value in defined
        }
