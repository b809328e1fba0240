"""Types of what goes in and comes out, for type checkers: `from dzjobs.types import JobRun`."""

from __future__ import annotations

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


class JobRun(TypedDict, total=False):
    """Any member may be absent, and a value may be one that is not known yet."""

    # made by packaging/members/generate.py from members.txt, do not edit
    domainId: str
    jobId: str
    jobType: str
    runId: str
    runMode: str
    status: str
    error: JobRunError
    createdBy: str
    createdAt: datetime
    startTime: datetime
    endTime: datetime
    # end of the generated lines


class _Answer(TypedDict):
    HTTPStatusCode: int
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
