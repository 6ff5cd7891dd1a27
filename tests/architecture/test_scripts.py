"""tools/up and tools/test, from the way they refuse to a server that is stopped with Ctrl-C."""

import os
import pathlib
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/api"))
from server import free_port  # noqa: E402: the path must be set first

BIN = os.environ.get("VERBATIM_BIN", str(ROOT / "build/release/bin"))
SECONDS_MAX = 120  # a sanitizer build on a busy machine


def run(*command, **environment):
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=SECONDS_MAX, check=False)


class Scripts(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="verbatim-up-"))
        self.data = str(self.folder / "data")
        self.addCleanup(shutil.rmtree, self.folder)

    def up(self, *arguments, **environment):
        return run("tools/up", *arguments, **{"BIN": BIN, "DATA": self.data, "PORT": str(free_port()), **environment})

    def refused(self, answer, *words):
        self.assertEqual(answer.returncode, 1, answer.stdout + answer.stderr)
        for word in words:
            self.assertIn(word, answer.stderr)


class Refusals(Scripts):
    def test_help_says_what_there_is(self):
        for script, word in (("tools/up", "--no-start"), ("tools/test", "--preset")):
            answer = run(script, "--help")
            self.assertEqual((answer.returncode, answer.stderr), (0, ""))
            self.assertIn(word, answer.stdout)

    def test_what_nobody_knows_is_refused(self):
        self.refused(self.up("--stat"), "unknown argument: --stat", "--help")
        self.refused(run("tools/test", "--presets"), "unknown argument: --presets", "--help")
        self.refused(run("tools/test", "--preset", "fast"), "no preset 'fast'", "asan")

    def test_a_port_is_a_number(self):
        for port in ("0", "65536", "http", "-1", "08080"):
            self.refused(self.up(PORT=port), f"PORT is '{port}'")

    def test_a_port_in_use_is_named_with_another(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            self.refused(self.up(PORT=str(port)), f"127.0.0.1:{port} already", f"PORT={port + 1} tools/up")

    def test_nothing_is_put_into_a_folder_of_somebody_else(self):
        home = self.folder / "home"
        home.mkdir()
        (home / "letter.txt").write_text("dear")
        self.refused(self.up(DATA=str(home)), "not a data folder of Verbatim", "letter.txt", "DATA=")
        self.assertEqual([path.name for path in home.iterdir()], ["letter.txt"])
        self.refused(self.up(DATA=str(home / "letter.txt")), "is not a folder")

    def test_binaries_that_are_not_there_are_said(self):
        self.refused(self.up(BIN=str(self.folder)), "no verbatimd")

    def test_a_failed_step_shows_the_end_of_its_output_and_where_the_rest_is(self):
        answer = run("bash", "-euo", "pipefail", "-c",
                     f"source tools/lib.sh; LOGS={self.folder}/log; step 'trying' 'Try harder.' bash -c 'seq 99; exit 3'")
        self.refused(answer, "trying failed", f"{self.folder}/log/trying.log", "Try harder.")
        self.assertIn("\n99\n", answer.stdout)
        self.assertNotIn("\n50\n", answer.stdout)

    def test_a_package_that_is_missing_is_found(self):
        answer = run("bash", "-euo", "pipefail", "-c",
                     "source tools/lib.sh; wanted_packages() { echo bash; echo never-heard-of-it; }; missing_packages")
        if shutil.which("dpkg-query"):
            self.assertEqual(answer.stdout.split(), ["never-heard-of-it"])


class Server:
    """tools/up in a process group of its own, so that it gets signals as from a terminal."""

    def __init__(self, data, port):
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            ["tools/up"], cwd=ROOT, env={**os.environ, "BIN": BIN, "DATA": data, "PORT": str(port)}, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if "/counts" in line:
                return
        raise AssertionError(self.said)

    def get(self, target):
        token = self.said.split("owner.token):\n")[1].split()[0]
        call = urllib.request.Request(self.url + target, headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(call, timeout=SECONDS_MAX) as answer:
            return answer.read().decode()

    def stop(self, send):
        send(self.process)
        rest = self.process.communicate(timeout=SECONDS_MAX)[0]
        return self.process.returncode, self.said + rest


def child_named(name, parent):
    for child in pathlib.Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        if pathlib.Path(f"/proc/{child}/comm").read_text().strip() == name:
            return int(child)
    raise AssertionError(f"{parent} has no child {name}")


def ctrl_c(process):
    os.killpg(process.pid, signal.SIGINT)


class Up(Scripts):
    def test_prepares_everything_and_starts_nothing(self):
        answer = self.up("--no-start")
        self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
        self.assertRegex(answer.stdout, r"loading the demo study \.\.\. \d+ s")
        token = pathlib.Path(self.data, "owner.token")
        self.assertEqual(stat.S_IMODE(token.stat().st_mode), 0o600)
        before = token.read_text()

        again = self.up("--no-start")
        self.assertEqual(again.returncode, 0, again.stdout + again.stderr)
        self.assertNotIn("loading", again.stdout)
        self.assertEqual(token.read_text(), before)

    def test_serves_the_demo_until_it_is_told_to_stop(self):
        ends = {"Ctrl-C": ctrl_c, "SIGTERM": lambda process: process.terminate()}
        for name, send in ends.items():
            with self.subTest(end=name):
                server = Server(self.data, free_port())
                self.assertIn('"rapid-insight"', server.get("/v1/studies"))
                code, said = server.stop(send)
                self.assertEqual(code, 0, said)
                self.assertIn("stopped", said)

    def test_a_ctrl_c_as_soon_as_it_has_said_where_it_is_no_failure(self):
        for _ in range(3):
            code, said = Server(self.data, free_port()).stop(ctrl_c)
            self.assertEqual(code, 0, said)

    def test_loads_again_what_was_loaded_by_half(self):
        self.assertEqual(self.up("--no-start").returncode, 0)
        pathlib.Path(self.data, "demo.unfinished").touch()
        answer = self.up("--no-start")
        self.assertIn("loading the demo study", answer.stdout)
        self.assertFalse(pathlib.Path(self.data, "demo.unfinished").exists())

    def test_says_what_to_do_when_the_token_is_not_taken(self):
        pathlib.Path(self.data).mkdir()
        pathlib.Path(self.data, "owner.token").write_text("vbt_00000000_nobody\n")
        self.refused(self.up("--no-start"), "does not take the token", "owner.token")

    def test_a_server_that_dies_is_a_failure(self):
        server = Server(self.data, free_port())
        os.kill(child_named("verbatimd", server.process.pid), signal.SIGKILL)
        code, said = server.stop(lambda process: time.sleep(0))
        self.assertNotEqual(code, 0, said)


if __name__ == "__main__":
    sys.exit(not unittest.main(exit=False).result.wasSuccessful())
