"""nginx, haproxy, squid and tinyproxy, each in its own directory while a block runs."""

import contextlib
import os
import shutil
import socket
import subprocess
import time

import pytest

from emulator import ending

USER = "user root;" if os.getuid() == 0 else ""
PATHS = os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@contextlib.contextmanager
def running(directory, port, program, *arguments):
    """The process, once it listens."""
    path = shutil.which(program, path=PATHS)
    if path is None:
        pytest.skip(f"{program} is not installed")
    log = open(directory / "output", "wb")
    process = subprocess.Popen([path, *map(str, arguments)], stdout=log, stderr=log,
                               stdin=subprocess.DEVNULL, cwd=directory)
    with log, ending(process):
        until = time.monotonic() + 20
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            assert process.poll() is None and time.monotonic() < until, (
                program, (directory / "output").read_text())
            time.sleep(0.02)
        yield process


@contextlib.contextmanager
def nginx(directory, emulator, made, http2=True, requests=1000):
    """(URL over http, URL over https, process)"""
    plain, secure = free_port(), free_port()
    (directory / "logs").mkdir()
    (directory / "nginx.conf").write_text(f"""
{USER} worker_processes 1; daemon off; pid {directory}/pid; error_log {directory}/error.log;
events {{ worker_connections 1000; }}
http {{
  access_log off; keepalive_requests {requests};
  client_body_temp_path {directory}/a; proxy_temp_path {directory}/b;
  fastcgi_temp_path {directory}/c; uwsgi_temp_path {directory}/d; scgi_temp_path {directory}/e;
  upstream emulator {{ server {emulator.removeprefix("http://")}; keepalive 32; }}
  server {{
    listen 127.0.0.1:{plain};
    listen 127.0.0.1:{secure} ssl {"http2" if http2 else ""};
    ssl_certificate {made}/good.crt; ssl_certificate_key {made}/good.key;
    location / {{
      proxy_pass http://emulator; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host $http_host;
    }}
  }}
}}
""")
    with running(directory, plain, "nginx", "-p", directory, "-c", directory / "nginx.conf",
                 "-e", directory / "error.log") as process:
        yield f"http://127.0.0.1:{plain}", f"https://127.0.0.1:{secure}", process


@contextlib.contextmanager
def haproxy(directory, emulator, extra=""):
    """Its URL."""
    with _haproxy(directory / "haproxy.cfg", "http", 5, extra,
                  emulator.removeprefix("http://")) as port:
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def over_tls(directory, made, url):
    """haproxy as TLS in front of another proxy; its URL."""
    with _haproxy(directory / "tls.cfg", "tcp", 20, "", url.rpartition("/")[2].rpartition("@")[2],
                  bind=f" ssl crt {made}/good.pem") as port:
        yield f"https://127.0.0.1:{port}"


@contextlib.contextmanager
def _haproxy(file, mode, timeout, extra, server, bind=""):
    """Its port. timeout: seconds. extra: lines of the front end."""
    port = free_port()
    file.write_text(f"""
defaults
  mode {mode}
  timeout connect 5s
  timeout client {timeout}s
  timeout server {timeout}s
frontend front
  bind 127.0.0.1:{port}{bind}
{extra}
  default_backend back
backend back
  server next {server}
""")
    with running(file.parent, port, "haproxy", "-db", "-f", file):
        yield port


@contextlib.contextmanager
def squid(directory, password=None):
    """Its URL, with user and password if it requires them."""
    port = free_port()
    directory.chmod(0o777)
    rules = "http_access allow all"
    if password:
        hashed = subprocess.run(["openssl", "passwd", "-apr1", password], capture_output=True,
                                text=True, check=True).stdout.strip()
        (directory / "users").write_text(f"user:{hashed}\n")
        rules = f"""auth_param basic program /usr/lib/squid/basic_ncsa_auth {directory}/users
auth_param basic children 8 startup=4 queue-size=400
acl known proxy_auth REQUIRED
http_access allow known
http_access deny all"""
    (directory / "squid.conf").write_text(f"""
http_port 127.0.0.1:{port}
{rules}
cache deny all
access_log none
cache_log {directory}/cache.log
cache_store_log none
pid_filename none
pinger_enable off
netdb_filename none
shutdown_lifetime 0 seconds
visible_hostname test
coredump_dir {directory}
""")
    # squid's helper runs as another user.
    for parent in (directory, *directory.parents[:-2]):
        with contextlib.suppress(OSError):
            parent.chmod(parent.stat().st_mode | 0o755)
    arguments = "-N", "-n", f"test{port}", "-f", directory / "squid.conf"
    with running(directory, port, "squid", *arguments):
        yield f"http://{f'user:{password}@' if password else ''}127.0.0.1:{port}"


@contextlib.contextmanager
def tinyproxy(directory, password=None):
    port = free_port()
    (directory / "tinyproxy.conf").write_text(f"""
Port {port}
Listen 127.0.0.1
Timeout 60
MaxClients 400
LogFile "{directory}/log"
{f"BasicAuth user {password}" if password else ""}
""")
    with running(directory, port, "tinyproxy", "-d", "-c", directory / "tinyproxy.conf"):
        yield f"http://{f'user:{password}@' if password else ''}127.0.0.1:{port}"
