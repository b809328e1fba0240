"""The pages about the package are right: their code runs, their tables are complete, and each
difference from boto3 that they name exists.
"""

import datetime
import io
import re
from contextlib import redirect_stdout

import boto3
import botocore.exceptions
import botocore.session
import dzjobs.types
import front_door
import pytest
from conftest import IDS, NEW_TOOLS, REPOSITORY, client_of
from dzjobs import exceptions
from emulator import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, boto_client, running_emulator
from loopback import answer, page, sending, serving

PAGE = (REPOSITORY / "packaging/docs/coming-from-boto3.md").read_text()
DATA_TOOLS = (REPOSITORY / "packaging/docs/data-tools.md").read_text()
README = (REPOSITORY / "packaging/python/README.md").read_text()


def blocks(text):
    return re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S)


def table(title):
    """The rows of a section's table, without the header."""
    section = re.search(rf"^## {title}$(.*?)(?=^## |\Z)", PAGE, re.M | re.S).group(1)
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return rows[2:]


def named(text):
    return set(re.findall(r"`(\w+)`", text))


def test_code_is_quoted_from_examples():
    sources = [(REPOSITORY / name).read_text() for name in (
        "examples/failed_runs.py", "examples/many_jobs.py", "examples/async_runs.py",
        "Tests/python/test_pytest_page.py")]
    assert len(blocks(PAGE)) == 6
    for text in blocks(PAGE):
        assert any(text in source for source in (*sources, *blocks(README))), text


@pytest.fixture
def profile(alone, monkeypatch):
    """The profile, the domain and the job of the pages."""
    with running_emulator("--domain", "dzd_1234", "--job", "job5678", "--runs", 200) as url:
        (alone / "config").write_text(
            f"[profile data]\naws_access_key_id = {ACCESS_KEY_ID}\nregion = {REGION}\n"
            f"aws_secret_access_key = {SECRET_ACCESS_KEY}\nendpoint_url = {url}\n")
        monkeypatch.setenv("AWS_CONFIG_FILE", str(alone / "config"))
        yield


def test_the_readme_runs(profile):
    code, = blocks(README)
    with redirect_stdout(io.StringIO()) as printed:
        exec(code, {})
    assert len(printed.getvalue().splitlines()) > 10


@NEW_TOOLS
def test_the_page_about_data_tools_runs(profile):
    names = {}
    with redirect_stdout(io.StringIO()) as printed:
        for code in blocks(DATA_TOOLS):
            exec(code, names)
    assert "SUCCESS" in printed.getvalue() and "count_star()" in printed.getvalue()
    assert len(names["table"]) == len(names["frame"]) == 200 and names["longest"] == 50
    assert 0 < len(names["failed"]) < 200 and names["frame"]["took"].max().total_seconds() > 0


def test_the_page_about_data_tools_quotes_programs_and_has_the_columns():
    shown, = re.findall(r"^```c\n(.*?)^```$", DATA_TOOLS, re.M | re.S)
    assert shown in (REPOSITORY / "Tests/consumer/arrow_stream.c").read_text()
    rows = [line.split("|")[1] for line in DATA_TOOLS.splitlines() if line.startswith("| `")]
    run = dzjobs.types.JobRun.__annotations__
    assert named(str(rows)) == set(run)


def test_tables_have_every_parameter_member_and_exception():
    model = botocore.session.get_session().get_service_model("datazone")
    operation = model.operation_model("ListJobRuns")
    calls = named(str(table("Calls and their parameters")))
    assert {*operation.input_shape.members, "MaxItems", "PageSize", "StartingToken"} <= calls
    back = named(str(table("What comes back")))
    run = operation.output_shape.members["items"].member.members
    assert {*operation.output_shape.members, *run, "ResponseMetadata"} <= back
    rows = table("Exceptions")
    ours = {name for name, each in vars(exceptions).items()
            if isinstance(each, type) and each.__module__ == exceptions.__name__
            and name[0] != "_" and each.__doc__ != "dzjobs never raises it."}
    assert ours == {name for name in named(str(rows)) if hasattr(exceptions, name)}
    modelled = dir(boto_client("http://127.0.0.1:1").exceptions)
    for name in named("".join(row[0] for row in rows)) & ours:
        assert hasattr(botocore.exceptions, name) or name in modelled, name
    left = {name for name in named("".join(row[0] for row in table("A client")))}
    parameters = boto3.Session.client.__code__.co_varnames
    assert {"endpoint_url", "region_name", "aws_session_token"} <= left & set(parameters)


def test_the_table_has_every_setting_of_a_client():
    """The table has each keyword of Client."""
    keywords = set(dzjobs.Client.__init__.__kwdefaults__)
    assert keywords == set(dzjobs.types.ClientSettings.__annotations__)
    text = str(table("A client"))
    assert {name for name in keywords if not re.search(rf"\b{name}\b", text)} == set()


def test_the_number_of_forms_is_the_tables():
    count = sum(len(table.strip().splitlines()) for table in (front_door.SAME, front_door.REFUSED))
    assert f"has {count} forms" in " ".join(PAGE.split())


def both(*answers, **change):
    """The results of boto3 and of dzjobs for the same answers: a page, or the exception."""
    found = []
    for make in (lambda url: boto_client(url, retries={"total_max_attempts": 1}), client_of):
        with serving(sending(*answers)) as server:
            try:
                client = make(server.url)
                pages = client.get_paginator("list_job_runs").paginate(**{**IDS, **change})
                found.append([[run["runId"] for run in each.get("items", [])] for each in pages])
            except Exception as error:
                found.append(type(error).__name__)
    return found


def test_differences_in_answers():
    assert both(answer(b"<html>")) == [[[]], "ResponseParserError"]
    circle = (page(0, token="a"), page(2, token="b"), page(4, token="a"), page(6))
    assert both(*circle) == [[["0", "1"], ["2", "3"], ["4", "5"], ["6", "7"]], "PaginationError"]
    assert both(page(0, token="a"), page(2, token="a"))[0] == "PaginationError"
    assert both(page(0), PaginationConfig={"MaxItems": -1}) == [[["0"]], "ParamValidationError"]
    with serving(sending(answer(b"{}"))) as server:
        assert "items" not in boto_client(server.url).list_job_runs(**IDS)
        assert client_of(server.url).list_job_runs(**IDS)["items"] == []


def test_differences_in_time_and_metadata(client, endpoint):
    ours = client.list_job_runs(**IDS)
    theirs = boto_client(endpoint).list_job_runs(**IDS)
    assert ours["items"][0]["createdAt"].tzinfo is datetime.timezone.utc
    assert set(theirs["ResponseMetadata"]) == set(ours["ResponseMetadata"])
    headers = theirs["ResponseMetadata"]["HTTPHeaders"], ours["ResponseMetadata"]["HTTPHeaders"]
    assert headers[1].keys() == {"x-amzn-requestid"} < headers[0].keys()
    with pytest.raises(KeyError, match="x-amzn-requestid alone"):
        headers[1]["date"]


def test_differences_in_iterating_again():
    ids = []
    for make in boto_client, client_of:
        with serving(sending(*[page(0, token="a"), page(2)] * 2)) as server:
            pages = make(server.url).get_paginator("list_job_runs").paginate(**IDS)
            for _ in range(2):
                list(pages)
            ids.append([head.split()[1].partition("?")[2] for head in server.requests])
    first = ["", "nextToken=a"]
    assert ids == [[*first, "nextToken=a", "nextToken=a"], [*first, *first]]


@pytest.mark.parametrize("identifier", ["", ".", ".."])
def test_differences_in_identifiers(identifier):
    assert both(page(0), jobIdentifier=identifier) == [[["0", "1"]], "ParamValidationError"]
