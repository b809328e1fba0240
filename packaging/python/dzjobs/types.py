"""Types of what goes in and comes out, for type checkers: `from dzjobs.types import JobRun`."""

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
    MaxItems: Optional[int]
    PageSize: Optional[int]
    StartingToken: Optional[str]


class ClientSettings(TypedDict, total=False):
    """The settings of Client and AsyncClient; help(Client.__init__) explains each."""

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
    status: JobRunStatus
    sortOrder: SortOrder
    nextToken: str
    maxResults: int


class PaginateInput(ListJobRunsInput, total=False):
    PaginationConfig: PaginatorConfig


class JobRunError(TypedDict, total=False):
    message: str


class _EveryRun(TypedDict):
    # made by packaging/members/generate.py from members.txt, do not edit
    runId: str
    status: str
    # end of the generated lines


class JobRun(_EveryRun, total=False):
    """Any other member may be absent, and a value may be one that is not known yet."""

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
    RequestId: str


class _Page(TypedDict):
    ResponseMetadata: ResponseMetadata
    items: list[JobRun]


class ListJobRunsOutput(_Page, total=False):
    nextToken: str


class _FullResult(TypedDict):
    items: list[JobRun]


class FullResult(_FullResult, total=False):
    NextToken: str


class Error(TypedDict):
    Message: str
    Code: str


class _ErrorResponse(TypedDict):
    Error: Error
    ResponseMetadata: ResponseMetadata


class ErrorResponse(_ErrorResponse, total=False):
    message: str


class Credentials(Protocol):
    """What Client(credentials=...) is to return, for instance what botocore has as
    session.get_credentials().get_frozen_credentials(). One with an attribute `expiration`, in
    seconds since 1970, is asked for again ten minutes before."""

    @property
    def access_key(self) -> str: ...
    @property
    def secret_key(self) -> str: ...
    @property
    def token(self) -> Optional[str]: ...
