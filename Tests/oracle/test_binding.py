"""The list of functions the tests call is the header's, so that none can be forgotten."""

import re

import dzjobs


def test_every_function_of_the_header_is_bound():
    header = (dzjobs.REPOSITORY / "include/dzjobs.h").read_text()
    declared = re.findall(r"^DZJOBS_API [\w ]+?[ *]+dzjobs_(\w+)\(", header, re.MULTILINE)
    assert sorted(declared) == sorted(dzjobs._PROTOTYPES)


def test_codes_are_those_of_the_header():
    header = (dzjobs.REPOSITORY / "include/dzjobs.h").read_text()
    defined = re.findall(r"^#define DZJOBS_([A-Z]+) \(?(-?\d+)\)?", header, re.MULTILINE)
    assert len(defined) == 13
    assert {name: getattr(dzjobs, name) for name, _ in defined} == {
        name: int(value) for name, value in defined
    }
