"""Odd files for profiles, tokens and caches: folders, endless devices, other encodings, no
permissions. The client reports or ignores them, and never hangs or grows.
"""

import os

import pytest

from client import ECONFIG, ECREDENTIALS, Client
from dzjobs import ETRANSPORT
from resolution import NOWHERE, ours, profiles

pytestmark = pytest.mark.usefixtures("alone")
KEYS = "[default]\naws_access_key_id = AKIDODD\naws_secret_access_key = s\nregion = eu-west-1\n"
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def end(**settings):
    listing = Client(proxy=NOWHERE, max_attempts=1, **settings).list()
    return listing.next(), listing.error


@pytest.mark.parametrize("text", [
    KEYS, KEYS.rstrip("\n"), KEYS.replace("\n", "\r\n"), KEYS.replace("\n", "\r"),
    "\n\n" + KEYS, KEYS + "\n \n\t\n",
    KEYS.replace(" = ", "="), KEYS.replace(" = ", "\t=\t"), "# x\n; y\n" + KEYS,
    KEYS.replace("[default]", "[ default ]"), KEYS.replace("[default]", "[default] # x"),
    KEYS.replace("aws_", "AWS_"), KEYS + KEYS.replace("AKIDODD", "AKIDLAST"),
    KEYS.replace("region", "other =\n  region = x\nregion"), KEYS + "[profile x\u00e9]\na = b\n",
    KEYS + "[default]\n", "[other]\n[]\n[x y z]\n" + KEYS, KEYS + "k" * 100_000 + " = v\n",
    KEYS + "k = " + "v" * 900_000 + "\n", KEYS + "[p]\n" * 100_000, KEYS + "a = b\n" * 100_000])
def test_a_config_file_in_another_form(text, alone):
    profiles(alone, text)
    found = ours()
    assert found["key"] == ("AKIDLAST" if "AKIDLAST" in text else "AKIDODD")
    assert found["region"] == "eu-west-1"


@pytest.mark.parametrize("data, told", [
    (BOM.encode() + KEYS.encode(), "line 1"), (KEYS.encode("utf-16"), "line 1"),
    (b"\0" * 1000, "line 1"),
    (KEYS.encode() + b"\0", "line 5"), (KEYS.encode() + b"x = \xff\n", "line 5"),
    (KEYS.encode() + b"[x", "line 5"), (KEYS.encode() + b"x\n", "line 5"),
    (b"\xef\xbb\xbf", "line 1"), (b"=\n", "line 1"), (b"]\n", "line 1"), (b" x\n", "line 1"),
    (KEYS.encode() + b"#" * (16 << 20), "16 MiB")])
def test_a_config_path_that_is_not_a_file(data, told, alone):
    (alone / ".aws").mkdir()
    (alone / ".aws/config").write_bytes(data)
    code, error = end()
    assert code == ECONFIG and told in error and str(alone / ".aws/config") in error
    assert "AKIDODD" not in error


@pytest.mark.parametrize("variable", ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"])
@pytest.mark.parametrize("kind", ["folder", "absent", "circle", "null", "zero", "long"])
def test_paths_that_are_not_files(variable, kind, alone, monkeypatch):
    (alone / "folder").mkdir()
    os.symlink("circle", alone / "circle")
    os.symlink("/dev/null", alone / "null")
    os.symlink("/dev/zero", alone / "zero")
    monkeypatch.setenv(variable, str(alone / (kind if kind != "long" else "x" * 100_000)))
    code, error = end(region="us-east-1", credentials=("AKID", "s", None))
    if kind == "zero":
        assert code == ECONFIG and "16 MiB" in error
    else:
        assert code == ETRANSPORT, error


@pytest.mark.parametrize(
    "kind", ["folder", "/dev/zero", "/dev/null", "absent", "\r\nX-Evil: 1\r\n"])
def test_a_token_path_that_is_not_a_file(kind, alone, monkeypatch):
    (alone / "folder").mkdir()
    path = alone / kind
    if "Evil" in kind:
        path = alone / "token"
        path.write_text(kind)
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:1/")
    monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", str(path))
    code, error = end(region="us-east-1")
    assert code == ECREDENTIALS and "container" in error and "Evil" not in error


@pytest.mark.parametrize("data", [b"", b"{}", b"[", b"\xff", b"{" * 60_000, b" " * 70_000, None,
                                  b'{"accessToken":"a","expiresAt":"never"}'])
def test_a_token_cache_that_is_not_a_file(data, alone):
    profiles(alone, "[default]\nregion = us-east-1\nsso_account_id = 1\nsso_role_name = r\n"
                    "sso_region = us-east-1\nsso_start_url = s\n")
    cache = alone / ".aws/sso/cache"
    cache.mkdir(parents=True)
    name = cache / "a0f1490a20d0211c997b44bc357e1972deab8ae3.json"
    if data is None:
        name.mkdir()
    else:
        name.write_bytes(data)
    code, error = end()
    assert code == ECREDENTIALS and "aws sso login" in error
