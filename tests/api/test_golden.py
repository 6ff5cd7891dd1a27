#!/usr/bin/python3
"""Data folders that earlier versions wrote, read by this one: whole, with the same events and the same figures."""

import base64
import io
import json
import pathlib
import subprocess
import tarfile
import unittest

import facts
from server import BIN, REPO, Server

GOLDEN = sorted((REPO / "tests/golden").glob("*.json"))


class Old(Server):
    def __init__(self, packed):
        super().__init__()
        with tarfile.open(fileobj=io.BytesIO(base64.b64decode(packed)), mode="r:xz") as folder:
            folder.extractall(self.folder)


def is_corrected(where, told, now):
    """What an earlier version told and was wrong: an interval of a proportion began below 0."""
    return where.endswith("/ci95/0") and told < 0 and now == 0


def differences(told, now, where=""):
    """What was told then and is not told now. What is told in addition is no difference, nor is what was not told: null."""
    if isinstance(told, dict) and isinstance(now, dict):
        for name, value in told.items():
            yield from differences(value, now.get(name), f"{where}/{name}")
    elif isinstance(told, list) and isinstance(now, list) and len(told) == len(now):
        for number, (one, other) in enumerate(zip(told, now)):
            yield from differences(one, other, f"{where}/{number}")
    elif told is not None and told != now and not is_corrected(where, told, now):
        yield f"{where}: {told!r} is now {now!r}"


class Golden(unittest.TestCase):
    def test_there_is_one(self):
        self.assertTrue(GOLDEN)

    def test_it_is_read_and_says_what_it_said(self):
        for path in GOLDEN:
            with self.subTest(folder=path.stem):
                told = json.loads(path.read_text())
                packed = path.with_suffix(".tar.xz.base64").read_text()
                server = Old(packed)
                self.check_folder(server.data, told)  # before anything is written to it
                with server:
                    client = server.connect(told["token"])
                    for target, figure in told["figures"].items():
                        self.assertEqual(list(differences(figure, client.ok("GET", target))), [], target)
                    client.commands(told["study"], {"type": "add_theme", "theme": "later", "label": "Later"})
                    server.stop()
                    self.check_folder(server.data, told, written=1)

    def check_folder(self, data, told, written=0):
        done = subprocess.run([BIN / "verbatim", "audit", "verify", "--data", data, "--json"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        (study,) = json.loads(done.stdout)["studies"]
        self.assertEqual(study["events"], told["position"] + written)
        if not written:
            self.assertEqual(study["root"], told["root"])
        done = subprocess.run([BIN / "verbatim", "fsck", "--data", data, "--json"], capture_output=True, text=True)
        self.assertEqual(json.loads(done.stdout)["findings"], [])

    def test_a_newer_one_is_refused_and_not_touched(self):
        server = Old(GOLDEN[0].with_suffix(".tar.xz.base64").read_text())
        self.addCleanup(server._remove)
        form = server.data / "log" / "FORMAT"
        form.write_text(form.read_text().replace("format 1", "format 2"))
        before = {path: path.read_bytes() for path in server.data.rglob("*") if path.is_file()}
        for words in (["fsck", "--data", server.data], ["backup", server.folder / "backup", "--data", server.data]):
            done = subprocess.run([BIN / "verbatim", *words], capture_output=True, text=True)
            self.assertEqual(done.returncode, 1, words)
            self.assertIn("has format 2", done.stderr)
        with self.assertRaisesRegex(AssertionError, "has format 2"):
            server.start()
        after = {path: path.read_bytes() for path in server.data.rglob("*") if path.is_file()}
        self.assertEqual({path: after.get(path) for path in before}, before)


if __name__ == "__main__":
    facts.main()
