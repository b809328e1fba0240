"""The example of dzjobs.testing in coming-from-boto3.md, word for word."""

import dzjobs
import dzjobs.testing
import pytest


@pytest.fixture(scope="session")
def datazone():
    with dzjobs.testing.emulator(runs=100) as url:
        yield dzjobs.Client(endpoint_url=url, **dzjobs.testing.SETTINGS)


def test_counts_failures(datazone):
    runs = datazone.job_runs(domainIdentifier=dzjobs.testing.DOMAIN,
                             jobIdentifier=dzjobs.testing.JOB, status="FAILED")
    assert 0 < sum(1 for run in runs) < 100


def test_says_who_is_throttled():
    client = dzjobs.Client(region_name="us-east-1")
    with dzjobs.testing.Stubber(client) as stubber:
        stubber.add_client_error("list_job_runs", "ThrottlingException", "slow down", 429)
        with pytest.raises(client.exceptions.ThrottlingException):
            client.list_job_runs(domainIdentifier="dzd_1234", jobIdentifier="job5678")
