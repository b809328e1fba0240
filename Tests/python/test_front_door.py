"""boto3's front door: each line of front_door.py has the same result with `import dzjobs as boto3`
as with boto3, or a refusal that names the alternative.
"""

import contextlib
import copy
import io
import json
import logging
import pickle
import re
import warnings

import boto3
import botocore.config
import botocore.exceptions
import botocore.session
import dzjobs
import pytest
from conftest import IDS, KEYS, REGION
from emulator import running_emulator
from front_door import REFUSED, SAME

SAME = SAME.strip().splitlines()
REFUSED = [line.split(" ## ") for line in REFUSED.strip().splitlines()]
PROFILES = """
[default]
region = us-west-2
[profile data]
region = sa-east-1
aws_access_key_id = AKIDDATA
aws_secret_access_key = secret
[profile empty]
region = sa-east-1
"""


@pytest.fixture(scope="module")
def url():
    with running_emulator("--runs", 23) as endpoint:
        yield endpoint


@pytest.fixture(autouse=True)
def place(alone, monkeypatch):
    """A config file, keys in the environment, and no default session of another test."""
    (alone / "config").write_text(PROFILES)
    (alone / "credentials").write_text("[stored]\naws_access_key_id = A\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(alone / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(alone / "credentials"))
    for module in boto3, dzjobs:
        monkeypatch.setattr(module, "DEFAULT_SESSION", None)
    loggers = [logging.getLogger(name) for name in ("dzjobs", "botocore", "")]
    before = [(logger, logger.level, logger.handlers[:]) for logger in loggers]
    yield
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers[:] = handlers


def evaluated(form, module, url, monkeypatch):
    ours = module is dzjobs
    config = dzjobs.config if ours else botocore.config

    def new(url=url, **more):
        return module.client("datazone", REGION, endpoint_url=url, **KEYS, **more)

    def without_region(work):
        with monkeypatch.context() as patch:
            patch.setenv("AWS_CONFIG_FILE", "/nowhere")
            return work()

    def error(work, **parameters):
        with pytest.raises(Exception) as caught:
            work(**parameters)
        return caught.value

    def status(**options):
        return new(config=config.Config(**options)).list_job_runs(**IDS)["items"][1]["status"]

    def pages(**more):
        return new().get_paginator("list_job_runs").paginate(**IDS, **more)

    def other():
        return new().list_job_runs(**{**IDS, "jobIdentifier": "other"})

    names = {"B": module, "C": config.Config, "X": dzjobs.exceptions if ours else
             botocore.exceptions, "new": new, "url": url, "ids": IDS, "keys": KEYS, "error": error,
             "without_region": without_region, "pickle": pickle, "copy": copy, "json": json,
             "botocore": botocore, "status": status, "pages": pages, "other": other}
    if "c." in form or "c," in form:
        names["c"] = new()
    return eval(form, names)


def outcome(*arguments):
    """The comparable part of a value, or the kind of the exception."""
    try:
        value = evaluated(*arguments)
    except Exception as error:
        return "raised", kinds(error)
    if isinstance(value, BaseException):
        return "exception", kinds(value)
    if isinstance(value, (str, int, list, tuple, dict, type(None))):
        return "value", re.sub(r'"RequestId": "[^"]*"', "", json.dumps(
            value, default=lambda moment: moment.timestamp()))
    return "object", None


def kinds(error):
    """botocore's or Python's name of the exception. If botocore raises a ValueError or boto3's own
    class, any of our classes that is one counts."""
    for each in type(error).__mro__:
        if each.__module__ in ("builtins", "botocore.exceptions"):
            return each.__name__
    return type(error).__name__


def test_there_are_enough_forms():
    assert len(SAME) + len(REFUSED) >= 160 and len(set(SAME)) == len(SAME)


@pytest.mark.filterwarnings("ignore:dzjobs:UserWarning")
@pytest.mark.parametrize("form", SAME)
def test_has_the_results_of_boto3(form, url, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDENV")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with contextlib.redirect_stderr(io.StringIO()):
        theirs = outcome(form, boto3, url, monkeypatch)
        assert outcome(form, dzjobs, url, monkeypatch) == theirs


@pytest.mark.parametrize("form, words", REFUSED)
def test_a_refusal_names_the_alternative(form, words, url, monkeypatch):
    assert outcome(form, boto3, url, monkeypatch)[0] != "raised" or "get_domain" in form
    with pytest.raises((dzjobs.Error, AttributeError, KeyError, NotImplementedError), match=words):
        evaluated(form, dzjobs, url, monkeypatch)


def test_an_option_without_effect_warns_once(monkeypatch):
    """This includes botocore's own Config."""
    monkeypatch.setattr(dzjobs.config, "_warned", set())
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for config in botocore.config.Config, dzjobs.Config, dzjobs.Config:
            dzjobs.client("datazone", config=config(
                max_pool_connections=99, retries={"mode": "adaptive"}, read_timeout=5))
    assert [str(each.message).partition(" has")[0] for each in caught] == [
        "dzjobs: Config(max_pool_connections=...)", "dzjobs: Config(retries=...)"]


def test_every_option_of_botocores_config_is_accepted():
    assert dict(botocore.config.Config.OPTION_DEFAULTS) == dzjobs.config.OPTION_DEFAULTS


@pytest.mark.parametrize("name", ["region_name", "profile_name", "endpoint_url", "ca_bundle",
                                  "proxy", "aws_access_key_id", "credentials", "log", "timeout",
                                  "deadline", "connect_timeout", "read_timeout", "max_attempts",
                                  "user_agent_extra"])
def test_a_wrong_type_is_a_type_error_with_its_name(name):
    with pytest.raises(TypeError, match=f"^{name}: expected .*, got (list|tuple)"):
        dzjobs.Client(**{name: [1]})


def test_wrong_types_of_a_listing_are_type_errors_with_their_names(url):
    client = dzjobs.Client(region_name=REGION, endpoint_url=url, **KEYS)
    listing = dzjobs.Listing(region_name=REGION, **IDS, **KEYS)
    assert isinstance(listing.next_page(), dzjobs.Request)
    for name, call in (
            ("batch_rows", lambda: client.job_runs(**IDS, batch_rows="5")),
            ("PaginationConfig", lambda: client.job_runs(**IDS, PaginationConfig=[5])),
            ("region_name", lambda: dzjobs.Listing(region_name=5, **IDS)),
            ("max_attempts", lambda: dzjobs.Listing(region_name=REGION, max_attempts="3", **IDS)),
            ("access_key", lambda: listing.set_credentials(b"a", b"b")),
            ("operation_name", lambda: client.can_paginate(None)),
            ("status", lambda: listing.response("200", [], b"{}")),
            ("body", lambda: listing.response(200, [], 5))):
        with pytest.raises(TypeError, match=f"^{name}: expected .*, got "):
            call()


def test_no_text_has_names_of_c(alone, monkeypatch):
    """Each refused setting, and each way to have no region or credentials: no text has a function
    of the header or a name that only C has."""
    monkeypatch.delenv("AWS_CONFIG_FILE")
    wrong = [{"timeout": 0}, {"deadline": -1}, {"connect_timeout": 0}, {"read_timeout": 0},
             {"max_attempts": 0}, {"endpoint_url": "x"}, {"ca_bundle": "\ud800"},
             {"user_agent_extra": "\n"}, {"aws_access_key_id": "a"},
             {"aws_secret_access_key": "a"}, {"aws_session_token": "a"}, {"region_name": "a b"},
             {"aws_access_key_id": "a b", "aws_secret_access_key": "c"}, {}]
    calls = [{}, {"jobIdentifier": ".."}, {"domainIdentifier": ""}, {"nextToken": "t" * 9000},
             {"PaginationConfig": {"StartingToken": "t" * 9000}}]
    texts = []
    for settings in wrong:
        for call in calls if settings == {} else calls[:1]:
            settings = {"endpoint_url": "http://127.0.0.1:1", **settings}
            if call:
                settings["region_name"] = REGION
            with pytest.raises((dzjobs.Error, UnicodeError)) as caught:
                list(dzjobs.Client(**settings).job_runs(**{**IDS, **call}))
            texts.append(str(caught.value))
    only_c = r"dzjobs_\w+|_us\b|attempt_timeout|call_timeout|stall|_identifier|next_token|suffix:"
    assert len(texts) == 18 and not [text for text in texts if re.search(only_c, text)]
