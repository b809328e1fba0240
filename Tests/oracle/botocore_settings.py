"""All settings that botocore reads, extracted from its source: names of environment variables, and
keys of profiles and their sections.
"""

import ast
import pathlib
import re

import botocore
import botocore.configprovider

FOLDER = pathlib.Path(botocore.__file__).parent
# botocore builds AWS_ENDPOINT_URL_<SERVICE> and AWS_BEARER_TOKEN_<SERVICE>; here they end in _.
VARIABLE = re.compile(r"_?[A-Z][A-Z0-9]*_[A-Z0-9_]*|SSLKEYLOGFILE")
PREFIX = re.compile(r"_?(AWS|X_AMZN|BOTO|BOTOCORE)_[A-Z0-9_]*")
KEY = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
# The names of botocore's variables that hold a profile, a session, or parts of these.
PROFILES = re.compile(r"profile|config|session|profile_config|role_config|sso_config|"
                      r"resolved_config|_?scoped_config|_?sso_config|profile_data")
# Names in these modules that are not settings.
NO_KEYS = {"profiles", "sso_sessions", "session_name", "cache", "config_global", "config_service",
           "environment_global", "environment_service", "refresh_token", "sso"}


def _trees(*names):
    for path in sorted(FOLDER.glob("*.py")):
        if not names or path.stem in names:
            yield ast.parse(path.read_text())


def _is_environment(node):
    return "environ" in ast.unparse(node)


def _text(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _reads(tree, is_place):
    """The names that the code looks up in a place: place.get("x"), place["x"], "x" in place."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            if node.func.attr in ("get", "pop") and is_place(node.func.value):
                yield _text(node.args[0])
        elif isinstance(node, ast.Subscript) and is_place(node.value):
            yield _text(node.slice)
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn)):
            if is_place(node.comparators[0]):
                yield _text(node.left)


def variables():
    """The names of all environment variables that any module reads or mentions as a constant."""
    found = set()
    for tree in _trees():
        found.update(text for text in _reads(tree, _is_environment) if text)
        for node in ast.walk(tree):
            text = _text(node)
            if text and PREFIX.fullmatch(text):
                found.add(text)
    return {name for name in found if VARIABLE.fullmatch(name)}


def keys():
    """The keys of session variables, and those that providers of credentials and tokens look up in
    a profile or a session."""
    found = {config for config, *_ in
             botocore.configprovider.BOTOCORE_DEFAUT_SESSION_VARIABLES.values()
             if isinstance(config, str)}

    def is_profile(node):
        name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
        return PROFILES.fullmatch(name) is not None

    for tree in _trees("credentials", "tokens", "configprovider", "args", "session"):
        found.update(text for text in _reads(tree, is_profile) if text)
        for node in ast.walk(tree):
            # Names kept in a class: ACCESS_KEY = 'aws_access_key_id', _VARS = ('sso_region', ...)
            if isinstance(node, ast.ClassDef) and "Provider" in node.name:
                for statement in node.body:
                    if isinstance(statement, ast.Assign) and "METHOD" not in ast.unparse(
                            statement.targets[0]):
                        found.update(filter(None, map(_text, ast.walk(statement.value))))
    return {key for key in found if KEY.fullmatch(key)} - NO_KEYS
