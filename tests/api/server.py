"""A real verbatimd on a free loopback port, with a data folder that is gone afterwards.

The folder with the binaries is VERBATIM_BIN (default: build/release/bin of this checkout).
"""

import ctypes
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from client import Client

REPO = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("VERBATIM_BIN", REPO / "build/release/bin"))
READY_SECONDS_MAX = 120  # a sanitizer build on a busy machine
STOP_SECONDS_MAX = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _die_with_parent():
    """Runs in the child: a test that is killed takes its server with it."""
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Server:
    """`with Server() as server:` starts it; leaving stops it with SIGTERM and asserts exit code 0."""

    def __init__(self, *options, **environment):
        self.options, self.environment = options, environment  # beside what every server is started with
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="verbatim-api-"))
        self.data = self.folder / "data"
        self.port = free_port()
        self.process = None
        self.tokens, self.clients = {}, []

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self._remove()
            raise

    def __exit__(self, kind, *_):
        try:
            if kind is None:
                self.stop()
        finally:
            self._remove()

    def start(self):
        """Starts it and waits until it is ready. Clients of a server before this one connect anew."""
        self._close_clients()
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [BIN / "verbatimd", "--data", self.data, "--listen", f"127.0.0.1:{self.port}", *self.options],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log, preexec_fn=_die_with_parent,
                env={**os.environ, **self.environment})
        probe = Client(self)
        deadline = time.monotonic() + READY_SECONDS_MAX
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"verbatimd ended with {self.process.returncode}\n{self.log()}")
            try:
                if probe.call("GET", "/readyz").status == 200:
                    return self
            except OSError:
                time.sleep(0.02)
            finally:
                probe.close()
        raise AssertionError(f"verbatimd is not ready after {READY_SECONDS_MAX} s\n{self.log()}")

    def stop(self):
        """A graceful end: SIGTERM, exit code 0."""
        process, self.process = self.process, None
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            code = process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"verbatimd is still there {STOP_SECONDS_MAX} s after SIGTERM\n{self.log()}")
        assert code == 0, f"verbatimd ended with {code} after SIGTERM\n{self.log()}"

    def kill(self):
        """The end without warning: SIGKILL."""
        self.process.kill()
        self.process.wait()
        self.process = None

    def token(self, name, role, study=None):
        """A new token; made once for each name, role and study."""
        key = (name, role, study)
        if key not in self.tokens:
            self.tokens[key] = self.verbatim(
                "token", "create", "--data", self.data, "--name", name, "--role", role,
                *(["--study", study] if study else [])).strip()
        return self.tokens[key]

    def client(self, name, role="owner", study=None, document=None):
        return self.connect(self.token(name, role, study), document)

    def connect(self, token, document=None):
        """A client with this token, which is closed with the server."""
        self.clients.append(Client(self, token, document))
        return self.clients[-1]

    def verbatim(self, *arguments):
        """Runs the command line client and answers what it printed."""
        run = subprocess.run([BIN / "verbatim", *arguments], capture_output=True, text=True, timeout=600)
        assert run.returncode == 0, f"verbatim {arguments}: exit code {run.returncode}\n{run.stdout}{run.stderr}"
        return run.stdout

    def log(self):
        path = self.folder / "log"
        return path.read_text(errors="replace")[-4000:] if path.exists() else ""

    def _close_clients(self):
        for client in self.clients:
            client.close()

    def _remove(self):
        self._close_clients()
        if self.process is not None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
