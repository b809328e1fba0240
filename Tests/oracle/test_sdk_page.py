"""The page for users of the AWS SDK for C++ is complete: its tables have each parameter, member and
error of the service, and each setting, member and code of the library.
"""

import re

import botocore.session
import pytest
from program import REPO

PAGE = (REPO / "packaging/docs/coming-from-aws-sdk-cpp.md").read_text()
HPP = "".join(path.read_text() for path in (REPO / "include/dzjobs").glob("*.hpp"))


@pytest.fixture(scope="module")
def model():
    return botocore.session.get_session().get_service_model("datazone")


def section(title):
    return re.search(rf"^## {title}$(.*?)(?=^## |\Z)", PAGE, re.M | re.S).group(1)


def theirs(title):
    """The names in the first column of a section's tables."""
    return set(re.findall(r"`[^`]*?\b(\w+)\b[^`]*`",
                          " ".join(re.findall(r"^\|(.*?)\|", section(title), re.M))))


def ours(title):
    rest = " ".join(re.findall(r"^\|.*?\|(.*)\|$", section(title), re.M))
    return set(re.findall(r"\b\w+\b", " ".join(re.findall(r"`(.*?)`", rest))))


def camel(names, before):
    return {before + name[0].upper() + name[1:] for name in names}


def fields(name):
    """The fields of a struct in our header."""
    body = re.search(rf"^struct {name} {{$(.*?)^}};$", HPP, re.M | re.S).group(1)
    return set(re.findall(r"\b(\w+)\{\}", body))


def methods(name):
    """The public methods of a class in our header that return something."""
    body = re.search(rf"^class {name} .*?{{$(.*?)^ private:$", HPP, re.M | re.S).group(1)
    return set(re.findall(r"^  (?:\[\[nodiscard\]\] )?\w\S* (\w+)\(\) const", body, re.M))


def test_parameters(model):
    members = model.operation_model("ListJobRuns").input_shape.members
    assert camel(members, "Set") <= theirs("The request")
    assert fields("list_job_runs_request") <= ours("The request")


def test_members(model):
    output = model.operation_model("ListJobRuns").output_shape
    run = output.members["items"].member.members
    assert camel({*run, *output.members}, "Get") <= theirs("What comes back")
    assert methods("job_run") - {"get"} <= ours("What comes back")


def test_errors(model):
    codes = {shape.name for shape in model.operation_model("ListJobRuns").error_shapes}
    assert codes <= ours("Errors") and len(codes) > 5
    names = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", code[:-len("Exception")]).upper()
             for code in codes}
    assert names <= theirs("Errors")
    assert methods("error") <= ours("Errors")
    headers = "".join(path.read_text() for path in (REPO / "include").glob("*.h"))
    assert set(re.findall(r"#define (DZJOBS_E[A-Z]+) \(", headers)) <= ours("Errors")


def test_settings():
    assert fields("client_settings") <= ours("A client") | ours("Credentials")
