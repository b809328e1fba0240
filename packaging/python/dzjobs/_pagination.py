"""boto3's paginator, and job_runs(): both iterate over the pages of a listing."""

from __future__ import annotations

from ._cursor import Cursor
from ._parameters import Query

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from typing_extensions import Unpack

    from ._arrow import Exports
    from ._cursor import Item
    from .types import FullResult, JobRun, ListJobRunsOutput, PaginateInput


BATCH_ROWS = 65_536  # of the batches for Arrow tools, some 25 MB


class _Listing:
    """Each iteration is a new listing, from the start."""

    def __init__(self, query: Query, open_cursor: Callable[..., Cursor],
                 batch_rows: int = BATCH_ROWS) -> None:
        self._query, self._open, self._batch_rows = query, open_cursor, batch_rows
        self._cursor: Cursor | None = None
        self._exports: Exports | None = None

    def _each(self, of: Callable[[ListJobRunsOutput], list[Item]]) -> Iterator[Item]:
        self._cursor = self._open(self._query)
        return self._cursor.hand_out(of)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Exports all runs to a tool that supports Arrow's PyCapsules:
        `pyarrow.table(runs)`, `polars.DataFrame(runs)`, `duckdb.sql("select ... from runs")`."""
        from ._arrow import STREAM, refuse_other_schema

        if requested_schema is not None:
            refuse_other_schema(requested_schema, self.__arrow_c_schema__())
        rows = self._batch_rows
        return self._export(STREAM, lambda cursor, address: cursor.export_stream(rows, address))

    def __arrow_c_schema__(self) -> object:
        """Exports the schema of all runs. It sends nothing."""
        from ._arrow import SCHEMA

        return self._export(SCHEMA, Cursor.export_schema)

    def _export(self, kind: tuple[bytes, int, int], fill: Callable[[Cursor, int], None]) -> object:
        from ._arrow import Exports

        cursor = self._open(self._query, logs=False)
        if self._exports is None:
            self._exports = Exports()
        return self._exports.add(kind, lambda address: fill(cursor, address))


class _ResultKey:
    """Equals the text of botocore's key, which is an expression of jmespath."""

    expression = "items"

    def search(self, page: ListJobRunsOutput) -> list[JobRun]:
        return page["items"]


class PageIterator(_Listing):
    """Iterates over pages, as list_job_runs() returns them."""

    def __iter__(self) -> Iterator[ListJobRunsOutput]:
        return self._each(lambda page: [page])

    @property
    def resume_token(self) -> str | None:
        """The StartingToken of the position after the last page; None at the end."""
        return self._cursor.resume_token() if self._cursor else None

    @property
    def result_keys(self) -> list[_ResultKey]:
        """The one key of a page that has runs: items."""
        return [_ResultKey()]

    def result_key_iters(self) -> list[Iterator[JobRun]]:
        """Returns an iterator over all runs; botocore returns one for each result key."""
        return [JobRuns(self._query, self._open).__iter__()]

    def build_full_result(self) -> FullResult:
        """Returns all runs, and a NextToken if MaxItems ended the listing."""
        result: FullResult = {"items": [run for page in self for run in page["items"]]}
        token = self.resume_token
        return result if token is None else {**result, "NextToken": token}

    def search(self, expression: str) -> Iterator[Any]:
        """Yields the results of a JMESPath expression on each page. It needs jmespath."""
        import jmespath  # type: ignore[import-untyped]

        compiled = jmespath.compile(expression)

        def search(page: ListJobRunsOutput) -> list[Any]:
            found = compiled.search(page)
            return found if isinstance(found, list) else [found]

        return self._each(search)


class JobRuns(_Listing):
    """Iterates over runs, with one page at a time in memory."""

    def __iter__(self) -> Iterator[JobRun]:
        return self._each(lambda page: page["items"])

    @property
    def resume_token(self) -> str | None:
        """The StartingToken of the position after the last run; None at the end."""
        return self._cursor.resume_token(by_run=True) if self._cursor else None


class Paginator:
    """The result of Client.get_paginator()."""

    result_keys = [_ResultKey()]

    def __init__(self, open_cursor: Callable[..., Cursor]) -> None:
        self._open = open_cursor

    def paginate(self, **parameters: Unpack[PaginateInput]) -> PageIterator:
        """Returns an iterator over pages. It takes the parameters of list_job_runs() and a
        PaginationConfig with MaxItems, PageSize and StartingToken, all optional."""
        return PageIterator(Query.of_pages(**parameters), self._open)
