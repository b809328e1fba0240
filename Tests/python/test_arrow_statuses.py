"""A status that the service adds later: every data tool groups, sorts and stores it."""

import json
from collections import Counter

import duckdb
import polars
import pyarrow
import pytest
from conftest import IDS, client_of
from loopback import answer, sending, serving
from tables import read_by_pandas


def grouped(runs):
    table = pyarrow.table(runs).group_by("status").aggregate([("runId", "count")])
    return sorted(zip(*table.select(["status", "runId_count"]).to_pydict().values()))


def sorted_by_pyarrow(runs):
    return Counter(pyarrow.table(runs).sort_by("status")["status"].to_pylist())


def through_a_file(runs):
    sink = pyarrow.BufferOutputStream()
    with pyarrow.RecordBatchReader.from_stream(runs) as reader, \
            pyarrow.ipc.new_file(sink, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
    return Counter(pyarrow.ipc.open_file(sink.getvalue()).read_all()["status"].to_pylist())


def grouped_by_polars(runs):
    return polars.DataFrame(runs).group_by("status").len().rows()


def grouped_by_duckdb(runs):
    return duckdb.sql("select status, count(*) from runs group by 1").fetchall()


def grouped_by_pandas(runs):
    return read_by_pandas(runs).groupby("status").size().to_dict()


@pytest.mark.parametrize("tool", [grouped, sorted_by_pyarrow, through_a_file, grouped_by_polars,
                                  grouped_by_duckdb, grouped_by_pandas])
@pytest.mark.parametrize("statuses", [["SUCCESS", "QUEUED", "FAILED", "QUEUED"],
                                      ["QUEUED", "PAUSED", "QUEUED"]])
def test_a_new_status_on_one_page_of_several(statuses, tool):
    answers = [answer(json.dumps({
        "items": [{"runId": "r", "status": status}],
        **({"nextToken": f"t{number}"} if number < len(statuses) else {})}).encode())
        for number, status in enumerate(statuses, 1)]
    with serving(sending(*answers)) as server:
        assert dict(tool(client_of(server.url).job_runs(**IDS))) == Counter(statuses)
