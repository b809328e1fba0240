"""Lists the runs of an Amazon DataZone job, by boto3's names, over libdzjobs.

    client = dzjobs.Client(profile_name="data")
    for run in client.job_runs(domainIdentifier="dzd_1234", jobIdentifier="job5678"):
        print(run["runId"], run["status"], run.get("endTime"))
"""

from . import exceptions
from ._boto3 import Config, Session, client
from ._client import Client
from ._cursor import lib as _lib
from ._listing import Listing, Request, Wait
from ._pagination import JobRuns, PageIterator, Paginator
from .exceptions import Error

__all__ = ["Client", "Config", "Error", "JobRuns", "Listing", "PageIterator", "Paginator",
           "Request", "Session", "Wait", "client", "exceptions"]
__version__: str = _lib.dzjobs_version().decode()
