"""The Python package in run.sh's copy: the new member has a prototype, a type, and a place in
pages.
"""

import http.server
import json
import os
import threading
import typing

import dzjobs
import dzjobs.types
from dzjobs import _abi

RUN = {"endTime": 0, "x": 1, "priority": "HIGH", "runId": "r"}


class Service(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps({"items": [RUN]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


assert _abi.PROTOTYPES["run_priority"] == _abi.PROTOTYPES["run_status"]
assert typing.get_type_hints(dzjobs.types.JobRun)["priority"] is str
with http.server.HTTPServer(("127.0.0.1", 0), Service) as server:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    os.environ.update(
        AWS_ENDPOINT_URL=f"http://127.0.0.1:{server.server_port}", AWS_REGION="us-east-1",
        AWS_ACCESS_KEY_ID="id", AWS_SECRET_ACCESS_KEY="secret", NO_PROXY="*")
    client = dzjobs.Client()
    run, = client.list_job_runs(domainIdentifier="d", jobIdentifier="j")["items"]
    server.shutdown()
# A known member has its own place, not that of unknown ones.
assert list(run) == ["runId", "priority", "endTime", "x"] and run["priority"] == "HIGH", run
print("ok      python: a page has the member, and the getter and the type are there")
