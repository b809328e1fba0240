"""dzjobs.Client: boto3's calls, over the library's own client and its libcurl."""

from __future__ import annotations

from . import exceptions
from ._cursor import Cursor
from ._pagination import BATCH_ROWS, JobRuns, Paginator
from ._parameters import Query, at_least_0
from ._settings import Configured

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any, NoReturn

    from typing_extensions import Unpack

    from ._where import Place
    from .config import Config
    from .types import ListJobRunsInput, ListJobRunsOutput, PaginateInput

REGIONS_OF = {"cn-": "aws-cn", "us-gov-": "aws-us-gov", "us-iso-": "aws-iso",
              "us-isob-": "aws-iso-b", "eu-isoe-": "aws-iso-e", "us-isof-": "aws-iso-f"}


class ClientMeta:
    """boto3's client.meta, as far as a listing has it."""

    method_to_api_mapping = {"list_job_runs": "ListJobRuns"}

    def __init__(self, client: Client, config: Config) -> None:
        self._client, self.config = client, config

    @property
    def region_name(self) -> str:
        return self._client.find_place().region

    @property
    def endpoint_url(self) -> str:
        return self._client.find_place().endpoint_url

    @property
    def partition(self) -> str:
        region = self.region_name
        return next((partition for prefix, partition in REGIONS_OF.items()
                     if region.startswith(prefix)), "aws")

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(
            f"meta.{name}: dzjobs has no service model and no event hooks; "
            "use boto3's client for it" if name in ("service_model", "events") else
            f"'ClientMeta' object has no attribute {name!r}")


class Client(Configured):
    """Lists job runs. Threads may share a client."""

    _config: Config | None = None
    _place: Place | None = None

    def list_job_runs(self, **parameters: Unpack[ListJobRunsInput]) -> ListJobRunsOutput:
        """Returns one page. domainIdentifier and jobIdentifier are required; status, sortOrder,
        nextToken and maxResults are optional."""
        cursor = self._open(Query(parameters), read_ahead=False)
        page = cursor.next_page()
        assert page is not None  # every response is a page
        return page

    def job_runs(self, *, batch_rows: int = BATCH_ROWS,
                 **parameters: Unpack[PaginateInput]) -> JobRuns:
        """Returns an iterator over all runs. It takes the parameters of paginate(). Arrow tools get
        batches of batch_rows rows; with 0 each page is a batch."""
        return JobRuns(Query.of_pages(**parameters), self._open,
                       at_least_0("batch_rows", batch_rows))

    def get_paginator(self, operation_name: str) -> Paginator:
        """Returns the paginator of "list_job_runs"; other names raise
        OperationNotPageableError."""
        if not self.can_paginate(operation_name):
            raise exceptions.OperationNotPageableError(
                f"Operation cannot be paginated: {operation_name}")
        return Paginator(self._open)

    def can_paginate(self, operation_name: str) -> bool:
        """Returns True for "list_job_runs" alone."""
        if not isinstance(operation_name, str):
            raise TypeError("operation_name: expected str, got "
                            + type(operation_name).__name__)
        return operation_name == "list_job_runs"

    @property
    def meta(self) -> ClientMeta:
        """boto3's client.meta, with region_name, endpoint_url, config and partition."""
        if self._config is None:
            self.set_config(None)
        assert self._config is not None
        return ClientMeta(self, self._config)

    def set_config(self, config: Any) -> None:
        """Makes meta.config from a Config, ours or botocore's."""
        from .config import Config, check

        given = {} if config is None else check(config)
        self._config = Config(**{
            "connect_timeout": self._connect_timeout or 10,
            "read_timeout": self._read_timeout or self._timeout or 60, **given,
            "region_name": self.find_place().region})

    def find_place(self) -> Place:
        """Returns region and endpoint, as the library finds them."""
        from ._where import place

        if self._place is None:
            self._place = place(self._settings, self._fips)
        return self._place

    @property
    def waiter_names(self) -> list[str]:
        return []

    def get_waiter(self, waiter_name: str) -> NoReturn:
        raise ValueError(f"Waiter does not exist: {waiter_name}")

    def generate_presigned_url(self, *arguments: object, **named: object) -> NoReturn:
        raise NotImplementedError(
            "generate_presigned_url: requests are signed in their headers; dzjobs.Listing returns "
            "one with its URL and headers")

    if not TYPE_CHECKING:  # so that type checkers find names that do not exist
        def __getattr__(self, name: str) -> NoReturn:
            raise AttributeError(
                f"'Client' object has no attribute {name!r}: dzjobs has list_job_runs() alone; "
                "use boto3's client for other operations")

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def _open(self, query: Query, read_ahead: bool = True, logs: bool = True) -> Cursor:
        cursor = self._native(read_ahead and self._read_ahead, logs).open(query)
        if self._fips:
            cursor.set("use_fips", 1)
        return cursor
