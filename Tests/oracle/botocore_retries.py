"""Runs botocore 1.44.0's retries without network and sleep, for test_retries.py.

It reads scenarios and writes results, each a line of JSON. A scenario has answers, the size of the
quota, the number of attempts and the result of random.random().
"""

import json
import os
import random
import sys
import time

os.environ.update(
    AWS_CONFIG_FILE=os.devnull,
    AWS_SHARED_CREDENTIALS_FILE=os.devnull,
    AWS_EC2_METADATA_DISABLED="true",
)
chance = [0.5]
random.random = lambda: chance[0]  # before botocore uses it as a default argument

import botocore  # noqa: E402
import botocore.config  # noqa: E402
import botocore.exceptions  # noqa: E402
import botocore.session  # noqa: E402
from botocore.awsrequest import AWSResponse  # noqa: E402
from botocore.retries import quota  # noqa: E402

assert botocore.__version__ == "1.44.0", botocore.__version__
session = botocore.session.Session()
delays = []
time.sleep = delays.append


class Raw:
    def __init__(self, body):
        self.body = body

    def stream(self, **_):
        yield self.body


class Desk:
    """A client that gets its answers from a list, and its quota."""

    def __init__(self, attempts):
        quotas = []

        class Quota(quota.RetryQuota):
            def __init__(self, *arguments):
                super().__init__(*arguments)
                quotas.append(self)

        original, quota.RetryQuota = quota.RetryQuota, Quota
        self.client = session.create_client(
            "datazone",
            region_name="us-east-1",
            aws_access_key_id="AK",
            aws_secret_access_key="SK",
            config=botocore.config.Config(retries={"total_max_attempts": attempts}),
        )
        quota.RetryQuota = original
        assert self.client.meta.config.retries["mode"] == "standard"
        (self.quota,) = quotas
        self.client.meta.events.register("before-send.datazone.ListJobRuns", self.send)

    def send(self, request, **_):
        self.sent += 1
        answer = self.answers.pop(0) if self.answers else {"status": 200, "body": "{}"}
        if answer.get("failure"):
            raise botocore.exceptions.ConnectionClosedError(endpoint_url=request.url)
        return AWSResponse(
            request.url,
            answer["status"],
            dict(answer.get("headers", [])),
            Raw(answer["body"].encode()),
        )

    def play(self, scenario):
        """[outcome, attempts, [delays], quota] of each call, until no answers are left."""
        self.answers, calls = scenario["answers"], []
        self.quota._max_capacity = self.quota._available_capacity = scenario["quota"]
        chance[0] = scenario["random"]
        while self.answers:
            self.sent = 0
            delays.clear()
            try:
                self.client.list_job_runs(domainIdentifier="d", jobIdentifier="j")
                outcome = "success"
            except botocore.exceptions.ClientError as error:
                outcome = error.response["Error"]["Code"]
            except botocore.exceptions.HTTPClientError:
                outcome = "transport"
            calls.append([outcome, self.sent, list(delays), self.quota.available_capacity])
        return calls


desks = {}
for line in sys.stdin:
    scenario = json.loads(line)
    attempts = scenario["max_attempts"]
    desk = desks.get(attempts) or desks.setdefault(attempts, Desk(attempts))
    print(json.dumps(desk.play(scenario)), flush=True)
