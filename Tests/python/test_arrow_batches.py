"""Batches of many pages, and a schema that a tool requests."""

import itertools
import json
import os
import signal
import threading
import time

import dzjobs
import polars
import pyarrow
import pytest
from conftest import IDS, RUNS, client_of
from loopback import answer, page, sending, serving


def read_all(runs):
    with pyarrow.RecordBatchReader.from_stream(runs) as reader:
        return reader.read_all()


@pytest.mark.parametrize("tool", [read_all, polars.DataFrame])
def test_an_exception_of_a_signal_handler_comes_out_when_the_tool_returns(tool):
    def raise_it(number, frame):
        raise SystemExit(7)

    def late(connection):
        time.sleep(0.6)
        return page(2)

    before = signal.signal(signal.SIGTERM, raise_it)
    try:
        with serving(sending(page(0, token="t"), late)) as server:
            runs = client_of(server.url).job_runs(**IDS)
            timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM))
            timer.start()
            with pytest.raises(SystemExit):
                tool(runs)
            timer.join()
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("rows, sizes", [
    (0, [50, 50, 50, 50, 31]), (1, [1] * RUNS), (100, [100, 100, 31]), (231, [231]),
    (65_536, [231])])
def test_batches_have_the_requested_rows(endpoint, rows, sizes):
    runs = client_of(endpoint).job_runs(**IDS, batch_rows=rows)
    table = pyarrow.table(runs)
    assert [len(batch) for batch in table.to_batches()] == sizes
    assert table["runId"].to_pylist() == [run["runId"] for run in runs]


def test_a_reader_holds_one_batch_of_a_long_listing():
    """Requests are sent only for the current batch, and a page ahead."""
    endless = (page(2 * n, token=f"t{n}") for n in itertools.count())
    with serving(sending(*itertools.islice(endless, 100))) as server:
        runs = client_of(server.url).job_runs(**IDS, batch_rows=10)
        with pyarrow.RecordBatchReader.from_stream(runs) as reader:
            for number in 1, 2:
                assert len(reader.read_next_batch()) == 10
                assert 5 * number <= len(server.requests) <= 5 * number + 2


def test_an_error_loses_no_row_of_a_batch():
    refused = answer(b"{}", 403, ("x-amzn-errortype", "AccessDeniedException"))
    with serving(sending(page(0, token="t"), refused, page(2))) as server:
        runs = client_of(server.url).job_runs(**IDS)
        with pyarrow.RecordBatchReader.from_stream(runs) as reader:
            with pytest.raises(OSError, match="AccessDenied"):
                reader.read_next_batch()
            assert reader.read_next_batch()["runId"].to_pylist() == list("0123")


def test_the_own_schema_is_accepted_and_another_refused(endpoint):
    client = client_of(endpoint)
    runs = client.job_runs(**IDS)
    schema = pyarrow.schema(runs)
    listing = dzjobs.Listing(region_name="us-east-1", **IDS)
    assert isinstance(listing.next_page(), dzjobs.Request)
    listing.response(200, [], json.dumps({"items": [{"runId": "a"}]}).encode())
    listing.next_page()
    same = schema.__arrow_c_schema__()
    with pyarrow.RecordBatchReader.from_stream(runs, schema) as reader:
        assert reader.read_all().num_rows == RUNS
    assert pyarrow.record_batch(listing, schema=schema).num_rows == 1
    for other in (schema.set(0, pyarrow.field("domainId", pyarrow.large_utf8())),
                  schema.set(0, pyarrow.field("domain", pyarrow.utf8())), schema.remove(0),
                  schema.set(schema.get_field_index("createdAt"),
                             pyarrow.field("createdAt", pyarrow.timestamp("ms", "UTC"))),
                  schema.set(schema.get_field_index("error"), pyarrow.field(
                      "error", pyarrow.struct([("text", pyarrow.utf8())])))):
        for each in runs, client.get_paginator("list_job_runs").paginate(**IDS):
            with pytest.raises(ValueError, match="requested_schema: .*cast the table"):
                each.__arrow_c_stream__(other.__arrow_c_schema__())
        with pytest.raises(ValueError, match="requested_schema"):
            listing.__arrow_c_array__(other.__arrow_c_schema__())
    assert runs.__arrow_c_stream__(same) is not None
    with pytest.raises(dzjobs.exceptions.InvalidSettingError, match="batch_rows: less than 0"):
        client.job_runs(**IDS, batch_rows=-1)
