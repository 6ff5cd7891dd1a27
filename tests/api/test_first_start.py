#!/usr/bin/python3
"""Where a server may start and what a token may be made in: nothing of anybody else's is written to."""

import pathlib
import subprocess
import tempfile
import unittest

import facts
from server import BIN, Server


class FirstStart(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def run_one(self, program, *words):
        return subprocess.run([BIN / program, *words], capture_output=True, text=True, timeout=120)

    def refused(self, words, *said, code=1):
        run = self.run_one(*words)
        self.assertEqual(run.returncode, code, run.stdout + run.stderr)
        for words in said:
            self.assertIn(words, run.stderr)

    def names(self, folder):
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))

    def owned_by_somebody_else(self):
        home = self.folder / "home"
        (home / "log").mkdir(parents=True)
        (home / "log" / "syslog").write_text("started")
        (home / "letter.txt").write_text("Dear")
        return home

    def test_a_folder_of_somebody_else_is_left_alone(self):
        home = self.owned_by_somebody_else()
        before = self.names(home)
        said = (f"{home} is not a data folder of Verbatim: it holds letter.txt", "empty or not there yet")
        self.refused(["verbatimd", "--data", home], *said)
        self.refused(["verbatimd", "--data", home, "--listen", "0.0.0.0:0"], *said)
        for words in (["create", "--name", "ada", "--role", "coder"], ["list"], ["revoke", "12345678"]):
            self.refused(["verbatim", "token", *words, "--data", home], *said)
        self.assertEqual(self.names(home), before)
        self.refused(["verbatimd", "--data", home / "letter.txt"], "is not a folder")

    def test_a_backup_is_not_served(self):
        with Server() as server:
            owner = server.client("lea", "owner")
            owner.ok("POST", "/v1/studies", {"study": "s", "title": "S"})
            copy = self.folder / "copy"
            server.verbatim("backup", copy, "--data", server.data)
        before = self.names(copy)
        self.refused(["verbatimd", "--data", copy], "is a backup", "verbatim restore")
        self.refused(["verbatim", "token", "create", "--name", "a", "--role", "coder", "--data", copy], "is a backup")
        self.assertEqual(self.names(copy), before)

    def test_a_misspelt_folder_is_not_made_for_a_token(self):
        slip = self.folder / "dtaa"
        self.refused(["verbatim", "token", "create", "--name", "a", "--role", "owner", "--data", slip],
                     f"There is no folder {slip}", "make the folder first")
        self.assertFalse(slip.exists())

    def test_a_first_token_is_made_before_the_first_start(self):
        new = self.folder / "new"
        # As the server says: it makes the folder, and does not listen to a network without a token.
        self.refused(["verbatimd", "--data", new, "--listen", "0.0.0.0:0"], "verbatim token create")
        made = self.run_one("verbatim", "token", "create", "--name", "a", "--role", "owner", "--data", new)
        self.assertEqual(made.returncode, 0, made.stderr)
        with Server() as server:
            server.stop()
            server.data = new
            server.start()
            self.assertEqual(server.connect(made.stdout.strip()).ok("GET", "/v1/studies"), {"studies": []})

    def test_a_wrong_command_line_ends_with_2(self):
        for words, said in (([], "--data"), (["--data"], "--data"), (["--data", self.folder, "--nope"], "--nope"),
                            (["--data", self.folder, "--io-threads", "0"], "--io-threads"),
                            (["--data", self.folder, "--public-url", "x"], "--public-url")):
            self.refused(["verbatimd", *words], said, code=2)
        for words in ("--help", "--version"):
            self.assertEqual(self.run_one("verbatimd", words).returncode, 0)
        self.assertIn("Exit codes", self.run_one("verbatimd", "--help").stdout)


if __name__ == "__main__":
    facts.main()
