"""Errors in a stream for Arrow: each data tool reports the text of the library."""

import duckdb
import polars
import pyarrow
import pytest
from conftest import IDS, client_of
from loopback import answer, page, sending, serving
from tables import read_by_pandas


def read_by_duckdb(runs):
    return duckdb.sql("select count(*) from runs").fetchall()


@pytest.mark.parametrize("tool", [pyarrow.table, polars.DataFrame, read_by_pandas, read_by_duckdb])
def test_every_tool_reports_the_text_of_an_error(client, tool):
    runs = client.job_runs(**{**IDS, "jobIdentifier": "other"})
    with pytest.raises(Exception, match="ResourceNotFoundException: Job not found: other") as told:
        tool(runs)
    assert "request id" in str(told.value)


@pytest.mark.parametrize("broken, text", [
    (answer(b'{"items":0}'), "items: not an array"),
    (answer(b"{}", 403, ("x-amzn-errortype", "AccessDeniedException")), "AccessDeniedException"),
    (answer(b"<html>", 500), "HTTP 500, attempt 1 of 1"),
    (page(0, token="t"), "the pages form a loop")])
def test_an_error_after_pages_has_its_text(broken, text):
    answers = [page(0, token="t"), page(2, token="u"), broken, page(9)]
    with serving(sending(*answers)) as server:
        runs = client_of(server.url, max_attempts=1).job_runs(**IDS, batch_rows=0)
        with pyarrow.RecordBatchReader.from_stream(runs) as reader:
            if "loop" in text:
                reader.read_next_batch()
            assert [len(reader.read_next_batch()) for _ in range(2)] == [2, 2]
            with pytest.raises(OSError, match=text):
                reader.read_next_batch()
