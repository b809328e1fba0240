"""Types of parameters and results, for type checkers: `from dzjobs.types import JobRun`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal, Optional, Protocol, TypedDict

# made by packaging/members/generate.py from members.txt, do not edit
JobRunStatus = Literal[
    "SCHEDULED", "IN_PROGRESS", "SUCCESS", "PARTIALLY_SUCCEEDED", "FAILED", "ABORTED", "TIMED_OUT",
    "CANCELED"]
# end of the generated lines
SortOrder = Literal["ASCENDING", "DESCENDING"]


class PaginatorConfig(TypedDict, total=False):
    """The PaginationConfig of paginate() and job_runs()."""

    MaxItems: Optional[int]
    PageSize: Optional[int]
    StartingToken: Optional[str]


class ClientSettings(TypedDict, total=False):
    """The settings of Client and AsyncClient; Client explains each."""

    profile_name: Optional[str]
    region_name: Optional[str]
    endpoint_url: Optional[str]
    aws_access_key_id: Optional[str]
    aws_secret_access_key: Optional[str]
    aws_session_token: Optional[str]
    credentials: Optional[Callable[[], Credentials]]
    connect_timeout: Optional[float]
    read_timeout: Optional[float]
    timeout: Optional[float]
    deadline: Optional[float]
    ca_bundle: Optional[str]
    proxy: Optional[str]
    max_attempts: Optional[int]
    use_fips_endpoint: bool
    read_ahead: bool
    log: Optional[Callable[[str], object]]
    user_agent_extra: Optional[str]
    profile: Optional[str]
    region: Optional[str]


class _Job(TypedDict):
    domainIdentifier: str
    jobIdentifier: str


class ListJobRunsInput(_Job, total=False):
    """The parameters of list_job_runs()."""

    status: JobRunStatus
    sortOrder: SortOrder
    nextToken: str
    maxResults: int


class PaginateInput(ListJobRunsInput, total=False):
    """The parameters of paginate() and job_runs()."""

    PaginationConfig: PaginatorConfig


class JobRunError(TypedDict, total=False):
    """The member error of a failed run."""

    message: str


class _EveryRun(TypedDict):
    # made by packaging/members/generate.py from members.txt, do not edit
    runId: str
    status: str
    # end of the generated lines


class JobRun(_EveryRun, total=False):
    """A job run. Members other than runId and status may be absent. AWS may add values."""

    # made by packaging/members/generate.py from members.txt, do not edit
    domainId: str
    jobId: str
    jobType: str
    runMode: str
    error: JobRunError
    createdBy: str
    createdAt: datetime
    startTime: datetime
    endTime: datetime
    # end of the generated lines


class _Answer(TypedDict):
    HTTPStatusCode: int
    HTTPHeaders: dict[str, str]
    RetryAttempts: int


class ResponseMetadata(_Answer, total=False):
    """The ResponseMetadata of a page and of a ClientError."""

    RequestId: str


class _Page(TypedDict):
    ResponseMetadata: ResponseMetadata
    items: list[JobRun]


class ListJobRunsOutput(_Page, total=False):
    """A page, the result of list_job_runs()."""

    nextToken: str


class _FullResult(TypedDict):
    items: list[JobRun]


class FullResult(_FullResult, total=False):
    """The result of build_full_result()."""

    NextToken: str


class Error(TypedDict):
    """The member Error of a ClientError's response."""

    Message: str
    Code: str


class _ErrorResponse(TypedDict):
    Error: Error
    ResponseMetadata: ResponseMetadata


class ErrorResponse(_ErrorResponse, total=False):
    """The response of a ClientError."""

    message: str


class Credentials(Protocol):
    """The result of the callable in Client(credentials=...), for instance botocore's
    `session.get_credentials().get_frozen_credentials()`. If it has an attribute `expiration`, in
    seconds since 1970, the client calls again ten minutes before that time."""

    @property
    def access_key(self) -> str: ...
    @property
    def secret_key(self) -> str: ...
    @property
    def token(self) -> Optional[str]: ...
