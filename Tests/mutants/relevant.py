"""Which tests see a change first, by area and folder: the map of CONTRIBUTING.md, for mutants."""

# Programs of Tests/consumer and files of Tests/oracle, without test_. Names may have a *.
CORE = {
    "Listing": ("states retries pages tokens interleaved",
                "pagination retries resume_tokens request request_refused"),
    "Retry": ("states retries", "retries clock_skew"),
    "JobRuns": ("pages states errors", "answer answer_refused differential"),
    "JSON": ("pages errors", "answer answer_refused differential"),
    "Time": ("pages numbers", "answer differential clock_skew"),
    "HTTP": ("states arguments retries", "request request_refused errors end_to_end"),
    "Signing": ("states credentials arguments", "request end_to_end conformance"),
    "Credentials": ("credentials client_process",
                    "client_credentials client_roles client_identity_center client_configuration"),
    "Arrow": ("arrow arrow_errors arrow_owners arrow_stream", ""),
    "Errors": ("errors arguments", "errors request_refused client_services"),
    "Bytes": ("errors pages states numbers", "answer errors end_to_end"),
}
CLIENT = {
    "Driving": ("client client_states client_many host_* cancel* client_threads arrow_stream",
                "client_model client_many client_many_odd client_waits client_clock"),
    "Transport": ("client client_states host_* callback_states",
                  "client client_transport client_connections client_faults client_limits"
                  " client_waits client_curl_codes client_tls client_trust client_http2"),
    "Configuration": ("client client_states",
                      "client_configuration client_files client_odd_files client_precedence"
                      " client_settings"),
    "Credentials": ("client_process client_states callback_states",
                    "client_credentials client_roles client_roles_refused client_process"
                    " client_metadata client_identity_center client_clock"),
    "": ("client client_states host_log host_counts callback_states",
         "client client_settings client_secrets client_callbacks client_model"),
}


# Regular expressions for the unit tests of an area.
UNIT_TESTS = {"core": "DZJobsCoreTests", "client": "DZJobsClientTests"}


def folder(path):
    return path.parts[2] if len(path.parts) > 3 else ""


def found(directory, patterns):
    files = [file for pattern in patterns for file in sorted(directory.glob(pattern))]
    return list(dict.fromkeys(files))


def programs(root, area, path):
    """Sources of the programs that call what is changed."""
    if area == "cpp":
        return found(root / "Tests/consumer", ["cpp_*.cpp", "wrapper.cpp"])
    if area == "python":
        return []
    chosen = (CORE if area == "core" else CLIENT)[folder(path)][0]
    return found(root / "Tests/consumer", [f"{name}.c" for name in chosen.split()])


def pytest_files(root, area, path):
    """Paths of pytest files, those that share a word with the changed file first."""
    if area == "cpp":
        return []
    if area == "python":
        word = path.stem.strip("_")
        files = [file for file in found(root / "Tests/python", ["test_*.py"])
                 if not file.stem.startswith(("test_report", "test_wheel", "test_docs"))]
        files.sort(key=lambda file: (word not in file.stem, file.stem != "test_client"))
    else:
        chosen = (CORE if area == "core" else CLIENT)[folder(path)][1]
        files = found(root / "Tests/oracle", [f"test_{name}.py" for name in chosen.split()])
    return [str(file.relative_to(root)) for file in files]
