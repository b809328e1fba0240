"""The table of a run's members matches botocore's model, and the generator refuses wrong tables and
headers.
"""

import subprocess
import sys

import botocore.session
import pytest
import run_members
from program import REPO
from run_members import TableError, check_header, parse

KINDS = {"string": "string", "timestamp": "time"}
TABLE = (REPO / "packaging/members/members.txt").read_text()
HEADER = (REPO / "include/dzjobs_run.h").read_text()


def of_model():
    """(path, kind, values) of each member, in the model's order."""
    service = botocore.session.get_session().get_service_model("datazone")
    for name, shape in service.shape_for("JobRunSummary").members.items():
        inner = shape.members.items() if shape.type_name == "structure" else [(None, shape)]
        for below, leaf in inner:
            values = tuple(getattr(leaf, "enum", None) or ())
            kind = "enum" if values else KINDS[leaf.type_name]
            yield name if below is None else f"{name}.{below}", kind, values


def test_the_table_matches_botocore():
    """Times come last; the rest has the same order."""
    expected = sorted(of_model(), key=lambda member: member[1] == "time")
    assert [(each.path, each.kind, each.values) for each in run_members.ALL] == expected


def test_the_header_declares_each_getter():
    assert check_header(run_members.ALL, HEADER) == []


def test_generated_files_are_up_to_date():
    done = subprocess.run([sys.executable, REPO / "packaging/members/generate.py", "--check"],
                          text=True, capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("line, problem", [
    ("status string", "status: a second line for this member"),
    ("priority", 'priority: the kind is "", not string, enum or time'),
    ("priority number", 'priority: the kind is "number", not string, enum or time'),
    ("priority enum", "priority: an enum has values, and nothing else has"),
    ("priority string HIGH", "priority: an enum has values, and nothing else has"),
    ("priority enum high", "priority: a value that is not of capital letters"),
    ("Priority string", "Priority: not a camelCase name, and the only path is error.message"),
    ("cause.text string", "cause.text: not a camelCase name, and the only path is error.message"),
    ("priority string", "priority: a string after a time; Swift's numbers need the times last"),
    ("p" * 79 + " time", f"{'p' * 79}: a name of over 78 letters, which its row cannot count"),
])
def test_a_wrong_table_is_refused(line, problem):
    with pytest.raises(TableError) as caught:
        parse(TABLE + line + "\n")
    assert str(caught.value) == f"members.txt:{TABLE.count(chr(10)) + 1}: {problem}"


def test_a_table_without_the_error_is_refused():
    with pytest.raises(TableError, match="members.txt: no error.message"):
        parse("runId string\n")


@pytest.mark.parametrize("old, new, problem", [
    ("dzjobs_run_status(", "dzjobs_run_state(",
     "dzjobs_run_status: declared as None, and members.txt makes it const char *"),
    ("dzjobs_run_status(", "dzjobs_run_state(",
     "dzjobs_run_state: declared as const char *, and members.txt makes it None"),
    ("int64_t dzjobs_run_end_time_us(", "const char *dzjobs_run_end_time_us(",
     "dzjobs_run_end_time_us: declared as const char *, and members.txt makes it int64_t"),
])
def test_a_header_without_a_getter_is_refused(old, new, problem):
    assert f"include/dzjobs_run.h: {problem}" in check_header(
        run_members.ALL, HEADER.replace(old, new))
