"""Drives a headless Chromium over the pipe of its DevTools protocol.

Messages are JSON that ends with a NUL. Nothing is installed beside the browser.
"""

import contextlib
import itertools
import json
import os
import shutil
import subprocess
import threading

import pytest

NAMES = ("chromium-headless-shell", "chromium", "google-chrome")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
         "--disable-background-networking", "--hide-scrollbars", "--remote-debugging-pipe")


class Browser:
    def __init__(self, to_browser, from_browser):
        self._to, self._from = to_browser, from_browser
        self._ids, self._rest, self._session = itertools.count(1), b"", None
        self.events = []
        target = self("Target.createTarget", url="about:blank")["targetId"]
        self._session = self("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in "Page", "Runtime", "Log", "Network":
            self(domain + ".enable")

    def __call__(self, method, **parameters):
        """Calls a method and waits for its result. `events` keeps the events meanwhile."""
        number = next(self._ids)
        message = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._to.write(json.dumps(message).encode() + b"\0")
        while (answer := self._read()).get("id") != number:
            self.events.append(answer)
        assert "error" not in answer, (method, answer)
        return answer["result"]

    def open(self, path, width, dark=False):
        """Opens the page in a window of this width and removes earlier events."""
        self.events.clear()
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self("Emulation.setEmulatedMedia", features=[scheme])
        self("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1,
             mobile=False)
        self("Page.navigate", url=path.as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._read())

    def evaluate(self, expression):
        done = self("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in done, done
        return done["result"].get("value")

    def complaints(self):
        """The messages that the page wrote to the console, threw, blocked or logged."""
        return [event for event in self.events if event.get("method") in (
            "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")]

    def requested(self):
        return [event["params"]["request"]["url"] for event in self.events
                if event.get("method") == "Network.requestWillBeSent"]

    def close(self):
        """Ends all of its processes, which write to its profile until then."""
        self._session = None
        self("Browser.close")

    def _read(self):
        while b"\0" not in self._rest:
            piece = self._from.read(65536)
            assert piece, "the browser is gone"
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\0")
        return json.loads(line)


@contextlib.contextmanager
def running_browser(profile):
    """A browser with an empty profile in this directory. Without a browser that starts, the test is
    skipped, with a message. A browser that hangs is found after five minutes."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if not program:
        pytest.skip("no browser is installed: " + ", ".join(NAMES))
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    # Chromium reads from descriptor 3 and writes to 4.
    command = f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}'
    process = subprocess.Popen(
        ["bash", "-c", command, "browser", program, *FLAGS, f"--user-data-dir={profile}"],
        pass_fds=(theirs_in, theirs_out), stderr=subprocess.DEVNULL)
    os.close(theirs_in)
    os.close(theirs_out)
    watchdog = threading.Timer(300, process.kill)
    watchdog.start()
    try:
        with open(ours_out, "wb", buffering=0) as writer, \
                open(ours_in, "rb", buffering=0) as reader:
            try:
                browser = Browser(writer, reader)
            except (AssertionError, BrokenPipeError) as error:
                pytest.skip(f"{program} does not start: {error}")
            yield browser
            browser.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(30)
    finally:
        watchdog.cancel()
        process.kill()
        process.wait()
