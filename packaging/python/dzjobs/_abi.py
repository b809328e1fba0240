"""The functions of the headers, their types and their codes, for ctypes.

One table, held against the headers by Tests/oracle/test_binding.py. A function is looked up and
given its types when it is first called, so that loading the library costs the loading alone.
"""

from __future__ import annotations

import ctypes
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_size_t, c_uint64, c_void_p

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DONE, RUN, PAGE, SEND, WAIT, LIST_DONE, LIST_FAILED, PENDING = range(8)
EINVAL, ESTATE, ENOMEM, EPARSE, ESERVICE, ELOOP, ETRANSPORT, ETOOBIG = range(-1, -9, -1)
ECREDENTIALS, ECONFIG, ETIMEDOUT, ECANCELED, EUNAVAILABLE = range(-20, -25, -1)
NO_TIME = -(2**63)

LOG = CFUNCTYPE(None, c_void_p, c_void_p, c_int, c_int, c_char_p)
CALLBACK = CFUNCTYPE(c_int, c_void_p, c_void_p)
DESTROY = CFUNCTYPE(None, c_void_p)

# name without dzjobs_: (result, arguments...)
_LISTINGS: dict[str, tuple[Any, ...]] = {
    "list_new": (c_int, POINTER(c_void_p), c_char_p, c_char_p, c_char_p),
    "list_free": (None, c_void_p),
    "list_set_context": (c_int, c_void_p, c_void_p),
    "list_context": (c_void_p, c_void_p),
    "list_next": (c_int, c_void_p, c_int64),
    "list_next_page": (c_int, c_void_p, c_int64),
    "list_wait_us": (c_int64, c_void_p),
    "list_cancel": (c_int, c_void_p),
    "list_uncancel": (c_int, c_void_p),
    "list_request_url": (c_char_p, c_void_p),
    "list_request_header": (c_char_p, c_void_p, c_size_t, POINTER(c_char_p)),
    "list_put_response_header": (c_int, c_void_p, c_char_p, c_char_p),
    "list_put_response": (c_int, c_void_p, c_int64, c_int, c_char_p, c_size_t),
    "list_put_no_response": (c_int, c_void_p, c_int64, c_int, c_char_p),
    "list_last_error": (c_int, c_void_p),
    "list_error_text": (c_char_p, c_void_p),
    "list_is_throttled": (c_int, c_void_p),
    "list_is_retryable": (c_int, c_void_p),
    "list_service_code": (c_char_p, c_void_p),
    "list_service_message": (c_char_p, c_void_p),
    "list_http_status": (c_int, c_void_p),
    "list_request_id": (c_char_p, c_void_p),
    "list_attempts": (c_int, c_void_p),
    "list_count": (c_int64, c_void_p, c_int),
    "strerror": (c_char_p, c_int),
    "version": (c_char_p,),
    "version_number": (c_int,),
}
_SETTINGS: dict[str, tuple[Any, ...]] = {
    "list_set_region": (c_int, c_void_p, c_char_p),
    "list_set_status": (c_int, c_void_p, c_char_p),
    "list_set_sort_order": (c_int, c_void_p, c_char_p),
    "list_set_max_results": (c_int, c_void_p, c_int),
    "list_set_max_items": (c_int, c_void_p, c_int64),
    "list_set_next_token": (c_int, c_void_p, c_char_p),
    "list_set_resume_token": (c_int, c_void_p, c_char_p),
    "list_set_endpoint_url": (c_int, c_void_p, c_char_p),
    "list_set_use_fips": (c_int, c_void_p, c_int),
    "list_set_max_attempts": (c_int, c_void_p, c_int),
    "list_set_retry_quota": (c_int, c_void_p, c_int),
    "list_set_random_seed": (c_int, c_void_p, c_uint64),
    "list_set_json_times": (c_int, c_void_p, c_int),
    "list_set_credentials": (c_int, c_void_p, c_char_p, c_char_p, c_char_p),
}
_RUNS: dict[str, tuple[Any, ...]] = {
    "list_run": (c_void_p, c_void_p),
    "list_page_run_count": (c_size_t, c_void_p),
    "list_page_run": (c_void_p, c_void_p, c_size_t),
    "list_page_json": (c_char_p, c_void_p, POINTER(c_size_t)),
    "list_next_token": (c_char_p, c_void_p),
    "list_resume_token": (c_char_p, c_void_p),
    # made by packaging/members/generate.py from members.txt, do not edit
    "run_domain_id": (c_char_p, c_void_p),
    "run_job_id": (c_char_p, c_void_p),
    "run_job_type": (c_char_p, c_void_p),
    "run_run_id": (c_char_p, c_void_p),
    "run_run_mode": (c_char_p, c_void_p),
    "run_status": (c_char_p, c_void_p),
    "run_error_message": (c_char_p, c_void_p),
    "run_created_by": (c_char_p, c_void_p),
    "run_created_at_us": (c_int64, c_void_p),
    "run_start_time_us": (c_int64, c_void_p),
    "run_end_time_us": (c_int64, c_void_p),
    # end of the generated lines
    "run_read": (c_size_t, c_void_p, c_size_t, POINTER(c_char_p), POINTER(c_size_t), c_size_t,
                 POINTER(c_int64)),
    "run_json": (c_char_p, c_void_p, POINTER(c_size_t)),
    "list_export_arrow_schema": (c_int, c_void_p, c_void_p),
    "list_export_arrow_page": (c_int, c_void_p, c_void_p),
}
_CALLBACKS: dict[str, tuple[Any, ...]] = {
    "client_set_credentials_provider": (c_int, c_void_p, CALLBACK, c_void_p, DESTROY),
    "credentials_set": (c_int, c_void_p, c_char_p, c_char_p, c_char_p, c_int64),
    "credentials_fail": (c_int, c_void_p, c_char_p),
    "client_set_log": (c_int, c_void_p, LOG, c_void_p, DESTROY),
    "client_set_transport": (c_int, c_void_p, CALLBACK, c_void_p, DESTROY),
    "exchange_request_method": (c_char_p, c_void_p),
    "exchange_request_url": (c_char_p, c_void_p),
    "exchange_request_header": (c_char_p, c_void_p, c_size_t, POINTER(c_char_p)),
    "exchange_request_body": (c_char_p, c_void_p, POINTER(c_size_t)),
    "exchange_timeout_us": (c_int64, c_void_p),
    "exchange_is_canceled": (c_int, c_void_p),
    "exchange_is_direct": (c_int, c_void_p),
    "exchange_put_response_header": (c_int, c_void_p, c_char_p, c_char_p),
    "exchange_put_response": (c_int, c_void_p, c_int, c_char_p, c_size_t),
    "exchange_put_no_response": (c_int, c_void_p, c_int, c_char_p),
}
_CLIENTS: dict[str, tuple[Any, ...]] = {
    "client_new": (c_int, POINTER(c_void_p)),
    "client_free": (None, c_void_p),
    "client_error_text": (c_size_t, c_void_p, c_char_p, c_size_t),
    "client_credentials_source": (c_size_t, c_void_p, c_char_p, c_size_t),
    "client_set_use_environment": (c_int, c_void_p, c_int),
    "client_set_use_fips": (c_int, c_void_p, c_int),
    "client_set_retry_quota": (c_int, c_void_p, c_int),
    "client_set_user_agent_suffix": (c_int, c_void_p, c_char_p),
    "list_set_call_timeout_us": (c_int, c_void_p, c_int64),
    **{f"client_set_{name}": (c_int, c_void_p, c_char_p) for name in (
        "profile", "region", "endpoint_url", "ca_bundle", "proxy")},
    "client_set_credentials": (c_int, c_void_p, c_char_p, c_char_p, c_char_p),
    **{f"client_set_{name}": (c_int, c_void_p, c_int64) for name in (
        "connect_timeout_us", "attempt_timeout_us", "stall_timeout_us",
        "call_timeout_us")},
    "client_set_max_attempts": (c_int, c_void_p, c_int),
    "client_set_read_ahead": (c_int, c_void_p, c_int),
    "client_set_max_in_flight": (c_int, c_void_p, c_int),
    "client_new_list": (c_int, c_void_p, POINTER(c_void_p), c_char_p, c_char_p),
    "client_next": (c_int, c_void_p, c_void_p),
    "client_next_page": (c_int, c_void_p, c_void_p),
    "client_prepare": (c_int, c_void_p, c_void_p, POINTER(c_int64)),
    "client_export_arrow_stream": (c_int, c_void_p, c_void_p, c_size_t, c_void_p),
    "client_add_list": (c_int, c_void_p, c_void_p),
    "client_next_any": (c_int, c_void_p, POINTER(c_void_p)),
    "client_try_next_any": (c_int, c_void_p, POINTER(c_void_p)),
    "client_poll_fd": (c_int, c_void_p),
    "client_wait_us": (c_int64, c_void_p),
    "client_cancel": (c_int, c_void_p),
    "client_uncancel": (c_int, c_void_p),
    "client_count": (c_int64, c_void_p, c_int),
}
HEADERS = {"dzjobs.h": _LISTINGS, "dzjobs_settings.h": _SETTINGS, "dzjobs_run.h": _RUNS,
           "dzjobs_callbacks.h": _CALLBACKS, "dzjobs_client.h": _CLIENTS}
PROTOTYPES = {name: each for table in HEADERS.values() for name, each in table.items()}


class Library(ctypes.CDLL):
    """The library at a path: lib.dzjobs_list_new(...) and so on."""

    def __getattr__(self, name: str) -> Any:
        # Not CDLL's own: it shows the function to other threads before it has its types.
        if not name.startswith("dzjobs_"):
            raise AttributeError(name)
        function = self[name]
        function.restype, *function.argtypes = PROTOTYPES[name[len("dzjobs_"):]]
        setattr(self, name, function)
        return function
