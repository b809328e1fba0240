"""Runs in pyarrow, polars, pandas and DuckDB: the same rows as boto3 reads from the answers."""

import json
import random
import re
import subprocess

import duckdb
import polars
import pyarrow
import pytest
from conftest import IDS, REPOSITORY, RUNS, client_of
from emulator import boto_client, running_emulator
from loopback import answer, sending, serving
from run_members import NAMES as COLUMNS
from run_members import TIMES, VALUES
from tables import read_by_pandas

TEXTS = ["", "x", "dzd_1234", "J\u00fcrgen O'Neil", "\u20ac \U0001f600\n", "a\0b", "long " * 40]


def as_row(run):
    """boto3's dict with a key for each column: tools have structs and nulls."""
    row = {name: run.get(name) for name in COLUMNS}
    if row["error"] is not None:
        row["error"] = {"message": row["error"].get("message")}
    return row


def rows_of_boto3(url):
    pages = boto_client(url).get_paginator("list_job_runs").paginate(**IDS)
    return [as_row(run) for each in pages for run in each["items"]]


# ---- Values ----------------------------------------------------------------------------------


def random_value(choose, name):
    if name in TIMES:
        return choose.randrange(-10**9, 4 * 10**9) + choose.choice([0, 0.5, 0.123])
    if name == "error":
        return choose.choice([{}, {"message": None}, {"message": choose.choice(TEXTS)}])
    if name in VALUES and choose.random() < 0.8:
        return choose.choice(VALUES[name])
    return choose.choice(TEXTS) + str(choose.randrange(20))


def random_answers(seed):
    """A listing with members present, null or absent, unknown values, and empty pages."""
    choose = random.Random(seed)
    found = []
    for number in range(1, 9):
        items = [{name: choose.choice([None, random_value(choose, name)])
                  for name in choose.sample(COLUMNS, choose.randrange(len(COLUMNS) + 1))}
                 for _ in range(choose.choice([0, 1, 7, 50]))]
        more = {"nextToken": f"t{number}"} if number < 8 else {}
        found.append(answer(json.dumps({"items": items, **more}).encode()))
    return found


@pytest.fixture(scope="module", params=range(12))
def listing(request):
    """Answers, and boto3's rows of them."""
    answers = random_answers(request.param)
    with serving(sending(*answers)) as server:
        return answers, rows_of_boto3(server.url)


def read(answers, tool):
    """Reads the answers with a tool, page by page."""
    with serving(sending(*answers)) as server:
        result = tool(client_of(server.url).job_runs(**IDS))
        assert len(server.requests) == 8
    return result


def test_pyarrow_matches_boto3(listing):
    answers, rows = listing
    table = read(answers, pyarrow.table)
    table.validate(full=True)
    assert table.to_pylist() == rows


def test_polars_matches_boto3(listing):
    answers, rows = listing
    assert read(answers, polars.DataFrame).to_dicts() == rows


def test_pandas_matches_boto3(listing):
    answers, rows = listing
    frame = read(answers, read_by_pandas)
    found = frame.astype(object).where(frame.notna(), None).to_dict("records")
    assert [{name: getattr(value, "to_pydatetime", lambda: value)() for name, value in row.items()}
            for row in found] == rows


def test_duckdb_matches_boto3(listing):
    answers, rows = listing
    found = read(answers, lambda runs: duckdb.sql(
        f"select * exclude ({', '.join(TIMES)}), "
        f"{', '.join(f'epoch_us({name})' for name in TIMES)} from runs").fetchall())
    assert [dict(zip(COLUMNS, row)) for row in found] == [
        {name: round(value.timestamp() * 1e6) if hasattr(value, "timestamp") else value
         for name, value in row.items()} for row in rows]


# ---- Tools, with the emulator ------------------------------------------------------------------


@pytest.fixture(scope="module")
def rows():
    with running_emulator("--runs", RUNS) as url:
        return rows_of_boto3(url)


def test_each_tool_reads_a_listing(client, rows):
    runs = client.job_runs(**IDS)
    assert pyarrow.table(runs).to_pylist() == rows
    assert polars.DataFrame(runs).to_dicts() == rows
    assert len(read_by_pandas(runs)) == RUNS
    counts = duckdb.sql("select status, count(*) from runs group by 1").fetchall()
    assert sorted(counts) == sorted({(run["status"], sum(
        each["status"] == run["status"] for each in rows)) for run in rows})
    failed = duckdb.sql("select error.message from runs where status = 'FAILED'").fetchall()
    assert sorted(failed) == sorted((run["error"]["message"],) for run in rows
                                    if run["status"] == "FAILED")


def test_a_page_is_a_batch(client, rows):
    with pyarrow.RecordBatchReader.from_stream(client.job_runs(**IDS, batch_rows=0)) as reader:
        sizes = [len(batch) for batch in reader]
    assert sizes == [50] * (RUNS // 50) + [RUNS % 50]


def test_a_paginator_with_parameters(client, rows):
    pages = client.get_paginator("list_job_runs").paginate(
        **IDS, status="FAILED", PaginationConfig={"MaxItems": 7, "PageSize": 3})
    failed = [row for row in rows if row["status"] == "FAILED"]
    assert pyarrow.table(pages).to_pylist() == failed[:7]
    assert [batch.num_rows for batch in pyarrow.table(pages).to_batches()] == [7]


def test_the_schema_needs_no_request():
    with serving(sending(answer())) as server:
        runs = client_of(server.url).job_runs(**IDS)
        schema = pyarrow.schema(runs)
        assert server.requests == []
        table = pyarrow.table(runs)
    assert table.num_rows == 0 and table.schema == schema
    assert schema == pyarrow.schema(
        [(name, pyarrow.struct([("message", pyarrow.utf8())]) if name == "error"
          else pyarrow.timestamp("us", "UTC") if name.endswith(("At", "Time"))
          else pyarrow.utf8()) for name in COLUMNS])


def test_a_table_from_rows_of_boto3_has_the_same_names_and_values(rows, client):
    """So code that made its tables from boto3's dicts still works."""
    table = pyarrow.table(client.job_runs(**IDS))
    theirs = pyarrow.Table.from_pylist(rows)
    assert theirs.column_names == table.column_names
    assert theirs.schema.field("error") == table.schema.field("error")
    assert table.cast(theirs.schema).equals(theirs)


# ---- The header ----------------------------------------------------------------------------------


def structs(tmp_path, *includes):
    """The compiler's view of Arrow's structs after these headers, by name."""
    source = tmp_path / "source.c"
    source.write_text("".join(f"#include <{name}>\n" for name in includes))
    command = ["cc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-I", REPOSITORY / "include",
               "-I", pyarrow.get_include(), source]
    for last in ["-fsyntax-only"], ["-E", "-P"]:
        done = subprocess.run(command + last, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
    found = re.findall(r"struct (Arrow(?:Schema|Array|ArrayStream)) {(.*?)}", done.stdout, re.S)
    assert len(found) == len(dict(found)) == 3
    return {name: re.findall(r"\w+|\S", members) for name, members in found}


def test_the_structs_are_arrows_own(tmp_path):
    """Also together with Arrow's own header, in either order."""
    theirs = structs(tmp_path, "arrow/c/abi.h")
    for includes in (["dzjobs_arrow.h"], ["dzjobs_arrow.h", "arrow/c/abi.h"],
                     ["dzjobs_client.h", "arrow/c/abi.h", "dzjobs_arrow.h"]):
        assert structs(tmp_path, *includes) == theirs
