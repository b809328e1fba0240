"""A page of the library as boto3's dict. Apart, so that json is not loaded before there is one."""

from __future__ import annotations

import json
from datetime import datetime

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .types import ListJobRunsOutput, ResponseMetadata


def page(text: bytes, metadata: ResponseMetadata) -> ListJobRunsOutput:
    answer: ListJobRunsOutput = {
        "ResponseMetadata": metadata, **json.loads(text)}  # type: ignore[typeddict-item]
    moment = datetime.fromisoformat
    for run in answer["items"]:
        # As text, not as epoch seconds, which a float does not hold to the microsecond in all
        # years. Python before 3.11 does not know Z. One by one: this is where the time goes.
        # made by packaging/members/generate.py from members.txt, do not edit
        if "createdAt" in run:
            run["createdAt"] = moment(run["createdAt"][:-1] + "+00:00")  # type: ignore[index]
        if "startTime" in run:
            run["startTime"] = moment(run["startTime"][:-1] + "+00:00")  # type: ignore[index]
        if "endTime" in run:
            run["endTime"] = moment(run["endTime"][:-1] + "+00:00")  # type: ignore[index]
        # end of the generated lines
    return answer
