"""A page of the library as boto3's dict. A module of its own, which the first page loads, and with
it json."""

from __future__ import annotations

import json
import sys
from datetime import datetime

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .types import ListJobRunsOutput, ResponseMetadata

if sys.version_info >= (3, 11):
    moment = datetime.fromisoformat
else:
    def moment(text: str) -> datetime:
        """Python before 3.11 does not know Z. Joining another text takes longer than parsing it."""
        return datetime.fromisoformat(text[:-1] + "+00:00")


def page(text: bytes, metadata: ResponseMetadata) -> ListJobRunsOutput:
    answer: ListJobRunsOutput = {
        "ResponseMetadata": metadata, **json.loads(text)}  # type: ignore[typeddict-item]
    for run in answer["items"]:
        # As text, not as epoch seconds, which a float does not hold to the microsecond in all
        # years. One by one: this is where the time goes.
        # made by packaging/members/generate.py from members.txt, do not edit
        if "createdAt" in run:
            run["createdAt"] = moment(run["createdAt"])  # type: ignore[arg-type]
        if "startTime" in run:
            run["startTime"] = moment(run["startTime"])  # type: ignore[arg-type]
        if "endTime" in run:
            run["endTime"] = moment(run["endTime"])  # type: ignore[arg-type]
        # end of the generated lines
    return answer
