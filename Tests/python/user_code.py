"""A user's script: it must print the same with boto3 and with dzjobs in its place.

`user_code.py dzjobs dzjobs ENDPOINT` prints the result of run(boto3, botocore.config, ENDPOINT). It
needs only the standard library, so that any Python can run it.
"""

import datetime
import importlib
import json
import sys

JOB = {"domainIdentifier": "dzd_emulator", "jobIdentifier": "job_emulator"}
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
EVERYTHING = {}, {"PageSize": 37}, {"MaxItems": None, "PageSize": None, "StartingToken": None}
CUTS = (1, 7, 50, 100, 230, 231, 232, 0, "7")
REFUSED = (
    {"jobIdentifier": "other"}, {"domainIdentifier": "dzd_other"}, {"domainIdentifier": "a b"},
    {"status": "LATE"}, {"maxResults": 51}, {"nextToken": "nonsense"})
WRONG = (
    {"jobIdentifier": None}, {"domainIdentifier": 1}, {"maxResults": 0}, {"maxResults": -1},
    {"maxResults": "3"}, {"maxResults": 2.5}, {"status": None, "bogus": 1}, {"nextToken": ""},
    {"sortOrder": b"ASCENDING", "maxResults": 0, "Status": "FAILED"})


def run(boto3, config, endpoint):
    """[(an action, its result)]"""
    def connect(secret=SECRET):
        return boto3.Session(region_name="us-east-1").client(
            "datazone", endpoint_url=endpoint, aws_access_key_id="AKIDEXAMPLE",
            aws_secret_access_key=secret, config=config.Config(
                retries={"mode": "standard", "total_max_attempts": 3}, read_timeout=20))

    client, said = connect(), []

    def say(what, *found):
        said.append([what, *found])

    def pages(config, **more):
        paginator = client.get_paginator("list_job_runs")
        return paginator.paginate(**JOB, **more, PaginationConfig=config)

    def refusal(call, **parameters):
        try:
            return call(**parameters)
        except client.exceptions.ClientError as error:
            modelled = [name for name in ("AccessDeniedException", "ValidationException",
                                          "ResourceNotFoundException", "ThrottlingException")
                        if isinstance(error, getattr(client.exceptions, name))]
            return [type(error).__name__, str(error), error.response, error.operation_name,
                    modelled]
        except Exception as error:
            family = [each.__name__ for each in type(error).__mro__]
            # Ours are subclasses of botocore's where that is loaded.
            names = [name for name in dict.fromkeys(family) if name not in (
                type(error).__name__, "Error", "Exception", "BaseException", "object")]
            return [type(error).__name__, names,
                    str(error)]

    say("one page", client.list_job_runs(**JOB))
    page, count = client.list_job_runs(**JOB, maxResults=50), 0
    while "nextToken" in page:
        count += len(page["items"])
        page = client.list_job_runs(**JOB, maxResults=50, nextToken=page["nextToken"])
    say("by hand", count, page)
    for chosen in EVERYTHING:
        say("every page", chosen, list(pages(chosen)))
    say("filtered", list(pages({"PageSize": 20}, status="FAILED", sortOrder="ASCENDING")))
    for cut in CUTS:
        first = pages({"MaxItems": cut, "PageSize": 50}).build_full_result()
        rest = pages({"StartingToken": first.get("NextToken"), "PageSize": 50})
        count = len(rest.build_full_result()["items"]) if "NextToken" in first else None
        say("cut", cut, first, count)
    token = client.list_job_runs(**JOB, maxResults=10)["nextToken"]
    some = pages({"StartingToken": token, "MaxItems": 3})
    say("from a token of the service", list(some), some.resume_token)
    everything = pages({})
    say("to the end", sum(len(page["items"]) for page in everything), everything.resume_token)
    for change in REFUSED:
        say("refused", change, refusal(client.list_job_runs, **{**JOB, **change}))
    say("refused", "paginator", refusal(lambda: list(pages({}, status="LATE"))))
    say("wrong keys", refusal(connect("wrong").list_job_runs, **JOB))
    for change in WRONG:
        given = {name: value for name, value in {**JOB, **change}.items()
                 if value is not None or name == "status"}
        say("wrong", sorted(change), refusal(client.list_job_runs, **given))
    say("wrong", "PageSize", refusal(lambda: list(pages({"PageSize": 0}))))
    say("wrong", "MaxItems", refusal(lambda: pages({"MaxItems": "x"})))
    say("wrong", "StartingToken", refusal(lambda: list(pages({"StartingToken": ""}))))
    say("can paginate", client.can_paginate("list_job_runs"))
    if __name__ != "__main__":  # jmespath may be missing
        say("search", list(pages({}).search("items[?status=='FAILED'].[runId, createdAt]")))
    client.close()
    return said


def plain(value):
    """A time as JSON: in UTC, and in local time."""
    assert isinstance(value, datetime.datetime) and value.tzinfo
    return [value.astimezone(datetime.timezone.utc).isoformat(), str(value.astimezone())]


if __name__ == "__main__":
    print(json.dumps(run(*map(importlib.import_module, sys.argv[1:3]), sys.argv[3]),
                     default=plain))
