"""Searches all texts of the suite for the secrets that it used, and for long parts of them.

Settings, callbacks, services, files and the environment plant secrets. The recorder hears the log,
error texts, the output of examples and programs, and the tests' own stdout and stderr. If it hears
a secret, conftest.py fails the session.
"""

import base64
import functools
import os
import re
import subprocess
import urllib.parse

# The library does not redact shorter ones either; they occur in harmless texts.
LEAST, LEAST_DISTINCT = 8, 6
# A part of a secret may be a common word; a part of this form is random.
RANDOM = re.compile(r"[A-Za-z0-9+/]{200,}")
VARIABLES = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN",
             "AWS_CONTAINER_AUTHORIZATION_TOKEN")
KEYS = re.compile(r"^aws_(?:secret_access_key|session_token)[ \t]*=[ \t]*(.*\S)", re.MULTILINE)

_RUN = os.urandom(4).hex()


@functools.cache
def made_up(name):
    """A random secret with the length of a session token. Hypothesis uses the strings in modules
    that are not tests as inputs, so a constant here could become an input."""
    return f"{name}/{_RUN}." + base64.b64encode(os.urandom(1500)).decode()


def _windows(text):
    return (text[at:at + LEAST] for at in range(len(text) - LEAST + 1))


class Recorder:
    def __init__(self):
        self.planted, self.heard, self.leaks = set(), 0, []
        self._parts = set()
        self._pattern = None

    def plant(self, *secrets):
        for secret in secrets:
            secret = secret.decode("utf-8", "replace") if isinstance(secret, bytes) else secret
            if secret and len(secret) >= LEAST and len(set(secret)) >= LEAST_DISTINCT:
                for form in {secret, urllib.parse.quote(secret, safe="")}:
                    if form not in self.planted:
                        self.planted.add(form)
                        self._pattern = None
                        for part in RANDOM.findall(form):
                            self._parts.update(_windows(part))

    def plant_environment(self):
        self.plant(*(os.environ.get(name) for name in VARIABLES))

    def plant_profile(self, text):
        self.plant(*KEYS.findall(text or ""))

    def hear(self, text):
        """Records a text and returns it."""
        if not text:
            return text
        self.heard += 1
        if self._pattern is None:
            longest_first = sorted(self.planted, key=len, reverse=True)
            self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
        whole = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        match = self._pattern.search(whole)
        at = match.start() if match else next(
            (at for at, part in enumerate(_windows(whole)) if part in self._parts), None)
        if at is not None:
            test = os.environ.get("PYTEST_CURRENT_TEST", "between tests")
            end = match.end() if match else at + LEAST
            self.leaks.append(f"{test}: {whole[max(at - 60, 0):end]!r}")
        return text

    def summary(self):
        """For the recorder of another process: see add()."""
        return {"planted": sorted(self.planted), "heard": self.heard, "leaks": self.leaks}

    def add(self, summary):
        self.planted.update(summary["planted"])
        self.heard += summary["heard"]
        self.leaks += summary["leaks"]

    def listen_to_programs(self, unless):
        """Hears the output that subprocess.run() collects, unless a word of the command is this
        one."""
        run = subprocess.run

        def heard_run(command, *arguments, **settings):
            done = run(command, *arguments, **settings)
            words = command if isinstance(command, (list, tuple)) else [command]
            if unless not in map(str, words):
                self.hear(done.stdout)
                self.hear(done.stderr)
            return done

        subprocess.run = heard_run


recorder = Recorder()
