"""Lifetimes of Arrow's capsules in tools: whichever side ends first, nothing is lost, leaked or
called after its end, and no exception is swallowed.
"""

import ctypes
import gc
import os
import threading

import dzjobs
import polars
import pyarrow
import pytest
from conftest import IDS, KEYS, REGION, RUNS, client_of
from dzjobs import _arrow, exceptions
from loopback import pages, sending, serving
from test_listing import by_http_client, listing_of
from test_process import PEAK, run

_POINTER = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi))


def is_released(capsule, kind):
    name, size, release = kind
    return not (ctypes.c_void_p * size).from_address(_POINTER(capsule, name))[release]


def test_a_capsule_follows_the_protocol(client):
    runs = client.job_runs(**IDS)
    stream, schema = runs.__arrow_c_stream__(None), runs.__arrow_c_schema__()
    assert repr(stream).startswith('<capsule object "arrow_array_stream"')
    assert repr(schema).startswith('<capsule object "arrow_schema"')
    assert not is_released(stream, _arrow.STREAM) and not is_released(schema, _arrow.SCHEMA)
    assert runs.__arrow_c_stream__(requested_schema=schema) is not stream


def test_the_consumer_releases_a_moved_stream(client):
    capsule = client.job_runs(**IDS).__arrow_c_stream__()
    reader = pyarrow.RecordBatchReader._import_from_c_capsule(capsule)
    assert is_released(capsule, _arrow.STREAM)
    with pytest.raises(pyarrow.ArrowInvalid, match="released"):
        pyarrow.RecordBatchReader._import_from_c_capsule(capsule)
    assert reader.read_all().num_rows == RUNS


def test_a_capsule_outlives_the_sweep_of_another_thread(client, monkeypatch):
    class Swept(list):
        def append(self, each):
            super().append(each)
            sweeping = threading.Thread(target=_arrow.sweep)
            sweeping.start()
            sweeping.join()

    monkeypatch.setattr(_arrow, "_exports", Swept())
    assert not is_released(client.job_runs(**IDS).__arrow_c_schema__(), _arrow.SCHEMA)


def test_an_unused_capsule_ends_with_the_runs(client):
    gc.collect()
    _arrow.sweep()
    assert _arrow._exports == []
    runs = client.job_runs(**IDS)
    capsules = [runs.__arrow_c_stream__(), runs.__arrow_c_schema__()]
    exports = list(_arrow._exports)
    assert [each.capsule for each in exports] == capsules
    runs.__arrow_c_stream__()  # without keeping it
    del runs
    assert _arrow._exports == exports  # a reader may still have them
    assert pyarrow.RecordBatchReader._import_from_c_capsule(capsules[0]).read_all().num_rows == RUNS
    capsules.clear()
    runs = client.job_runs(**IDS)
    runs.__arrow_c_schema__()
    del runs
    assert _arrow._exports == []
    assert [each._struct[each._release] for each in exports] == [None, None]


def test_a_propagating_exception_is_not_swallowed(client):
    """The capsules end while the exception propagates."""
    runs = client.job_runs(**IDS)
    with pytest.raises(TypeError, match="not supported between instances of 'PyCapsule'"):
        max(runs.__arrow_c_stream__(), runs.__arrow_c_schema__())
    with pytest.raises(ValueError, match="incorrect name"):
        pyarrow.RecordBatchReader._import_from_c_capsule(runs.__arrow_c_schema__())


def test_many_unused_capsules_leak_nothing(endpoint):
    code = PEAK + """
client = dzjobs.Client(region_name=sys.argv[2], endpoint_url=sys.argv[1], aws_access_key_id="a",
                       aws_secret_access_key="b")
runs = client.job_runs(domainIdentifier="d", jobIdentifier="j")
def give_up(count):
    for _ in range(count):
        runs.__arrow_c_stream__(), runs.__arrow_c_schema__()
give_up(100)
before = peak()
give_up(5000)
print(peak() - before)
"""
    assert int(run("import dzjobs\n" + code, endpoint, REGION)) < 1024


def test_connections_end_with_the_reader(client):
    gc.collect()
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        reader = pyarrow.RecordBatchReader.from_stream(client.job_runs(**IDS))
        reader.read_next_batch()
        del reader
    assert len(os.listdir("/proc/self/fd")) <= before + 6


def test_a_stream_continues_without_its_client(endpoint):
    """Its callbacks stay alive, too."""
    lines, asked = [], []

    class Keys:
        access_key, secret_key, token = *KEYS.values(), None

    def credentials():
        asked.append(1)
        return Keys

    with dzjobs.Client(region_name=REGION, endpoint_url=endpoint, log=lines.append,
                       credentials=credentials) as client:
        reader = pyarrow.RecordBatchReader.from_stream(client.job_runs(**IDS))
    del client
    gc.collect()
    assert not lines
    assert reader.read_all().num_rows == RUNS
    assert asked and len(lines) >= RUNS // 50


def test_an_exception_of_a_callback_is_reported_as_text(endpoint):
    def credentials():
        raise LookupError("no vault")

    client = dzjobs.Client(region_name=REGION, endpoint_url=endpoint, credentials=credentials)
    with pytest.raises(OSError, match="credentials"):
        pyarrow.table(client.job_runs(**IDS))
    with pytest.raises(LookupError, match="no vault"):
        client.list_job_runs(**IDS)


def test_other_threads_run_while_pyarrow_waits():
    with serving(sending(*pages(3))) as server:  # in threads of this process
        tables = []
        threads = [threading.Thread(target=lambda: tables.append(pyarrow.table(
            client_of(server.url, read_ahead=ahead).job_runs(**IDS)))) for ahead in (True, False)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert len(tables) == 2 and all(table.num_rows >= 2 for table in tables)


def test_wrong_parameters_are_reported_at_once(client):
    runs = client.job_runs(**IDS, status="a\0b")
    with pytest.raises(exceptions.ParamValidationError):
        runs.__arrow_c_stream__()
    runs = client.job_runs(**IDS)
    client.close()
    with pytest.raises(ValueError, match="closed"):
        runs.__arrow_c_stream__()


def test_the_interpreter_ends_in_the_middle_of_a_stream(endpoint):
    code = f"""
import dzjobs
client = dzjobs.Client(region_name={REGION!r}, endpoint_url={endpoint!r}, **{KEYS!r}, log=len)
capsule = client.job_runs(**{IDS!r}).__arrow_c_stream__()
print(capsule is not None)
"""
    assert run(code) == "True\n"


# ---- Without I/O -------------------------------------------------------------------------------


def test_a_page_of_a_listing_is_a_batch(endpoint):
    listing, sizes = listing_of(endpoint), []
    with pytest.raises(RuntimeError, match="no page"):
        pyarrow.record_batch(listing)
    while (event := listing.next_page()) is not None:
        if isinstance(event, dzjobs.Request):
            listing.response(*by_http_client(event))
            continue
        batch = pyarrow.record_batch(listing)
        batch.validate(full=True)
        assert [run["runId"] for run in event["items"]] == batch.column("runId").to_pylist()
        assert polars.DataFrame(listing).height == batch.num_rows
        sizes.append(batch.num_rows)
    assert sum(sizes) == RUNS and len(sizes) > 4
    del listing
    assert batch.column("status").null_count == 0
