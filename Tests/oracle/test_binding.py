"""The lists of functions the tests call are the headers', so that none can be forgotten."""

import re

import pytest

import client
import dzjobs

HEADERS = [("dzjobs.h", dzjobs, dzjobs._PROTOTYPES, 13),
           ("dzjobs_client.h", client, client.PROTOTYPES, 6)]


@pytest.mark.parametrize("name, module, prototypes, codes", HEADERS)
def test_every_function_of_the_header_is_bound(name, module, prototypes, codes):
    header = (dzjobs.REPOSITORY / "include" / name).read_text()
    declared = re.findall(r"^DZJOBS_API [\w ]+?[ *]+dzjobs_(\w+)\(", header, re.MULTILINE)
    assert sorted(declared) == sorted(prototypes)


@pytest.mark.parametrize("name, module, prototypes, codes", HEADERS)
def test_codes_are_those_of_the_header(name, module, prototypes, codes):
    header = (dzjobs.REPOSITORY / "include" / name).read_text()
    defined = re.findall(r"^#define DZJOBS_([A-Z]+) \(?(-?\d+)\)?", header, re.MULTILINE)
    assert len(defined) == codes
    assert {name: getattr(module, name) for name, _ in defined} == {
        name: int(value) for name, value in defined
    }
