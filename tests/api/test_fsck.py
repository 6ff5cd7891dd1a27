#!/usr/bin/python3
"""`verbatim fsck` on a stopped server's data folder: whole, nothing is found; damaged, it says where and what to do."""

import json
import os
import random
import shutil
import subprocess
import unittest

import facts
from server import BIN, Server

SEED = int(os.environ.get("VERBATIM_SEED") or random.randrange(2**32))
FLIPS = int(os.environ.get("VERBATIM_FLIPS", "40"))
FOOTER_BYTES = 53  # of a table: it has padding, which says nothing


class Fsck(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        print(f"VERBATIM_SEED={SEED}", flush=True)
        cls.server = Server().start()
        owner = cls.server.client("lea", "owner")
        owner.ok("POST", "/v1/studies", {"study": "s", "title": "S"})
        owner.commands("s", {"type": "add_question", "question": "q1", "text": "Why?"},
                       {"type": "add_theme", "theme": "t", "label": "T"}, Idempotency_Key="setup")
        for number in range(300):
            owner.commands("s", {"type": "add_respondent", "respondent": f"p{number}"},
                           {"type": "add_comment", "question": "q1", "comment": f"c{number}",
                            "respondent": f"p{number}", "text": f"What number {number} said."})
        owner.ok("PUT", "/v1/studies/s/memos/m1", {"about": {"kind": "study"}, "text": "Of the whole study."})
        owner.ok("PUT", "/v1/studies/s/memos/m2", {"about": {"kind": "response", "question": "q1", "id": "c1"}, "text": "M"})
        owner.ok("PUT", "/v1/studies/s/questions/q1/responses/c1/codings/lea/themes/t")
        owner.ok("PUT", "/v1/studies/s/quotes/w1", {"question": "q1", "response": "c1", "theme": "t",
                                                     "wording": "What they said", "consent": True})
        cls.server.stop()
        cls.server.start()  # moves what is in the logs into tables
        cls.server.stop()
        cls.whole = cls.server.folder / "whole"
        shutil.copytree(cls.server.data, cls.whole)

    @classmethod
    def tearDownClass(cls):
        cls.server._remove()

    def setUp(self):
        self.data = self.server.folder / "looked-at"
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.copytree(self.whole, self.data)

    def fsck(self):
        done = subprocess.run([BIN / "verbatim", "fsck", "--data", self.data, "--json"], capture_output=True, text=True)
        report = json.loads(done.stdout) if done.stdout else None
        return done.returncode, report, done.stderr

    def found(self, where, what):
        code, report, err = self.fsck()
        self.assertEqual(code, 4, f"{report}{err}")
        matching = [one for one in report["findings"] if where in one["where"] and what in one["what"]]
        self.assertTrue(matching, report["findings"])
        self.assertTrue(all(one["fix"] for one in report["findings"]))
        return report

    def test_a_whole_folder(self):
        before = {path: path.read_bytes() for path in self.data.rglob("*") if path.is_file()}
        code, report, err = self.fsck()
        self.assertEqual((code, report["findings"]), (0, []), err)
        self.assertEqual((report["texts"], report["unreadable"]), (303, 0))
        self.assertEqual({path: path.read_bytes() for path in self.data.rglob("*") if path.is_file()}, before)

    def test_every_flipped_bit_of_what_is_stored_is_found(self):
        pick = random.Random(SEED)
        for folder in ("log", "keys"):
            tables = sorted((self.data / folder).glob("*.sst"))
            self.assertTrue(tables)
            for number in range(FLIPS):
                path = tables[number % len(tables)]
                content = path.read_bytes()
                bit = pick.randrange(8 * (len(content) - FOOTER_BYTES))
                damaged = bytearray(content)
                damaged[bit // 8] ^= 1 << bit % 8
                path.write_bytes(damaged)
                code, report, err = self.fsck()
                self.assertEqual(code, 4, f"VERBATIM_SEED={SEED}: {path}, bit {bit}: {report}{err}")
                self.assertIn(folder, report["findings"][0]["where"])
                path.write_bytes(content)

    def test_a_table_that_is_gone(self):
        max((self.data / "log").glob("*.sst"), key=lambda path: path.stat().st_size).unlink()
        self.found("log", "")

    def test_the_keys_of_another_folder(self):
        server = Server()
        self.addCleanup(server._remove)
        with server:
            owner = server.client("lea", "owner")
            owner.ok("POST", "/v1/studies", {"study": "s", "title": "S"})
            server.stop()
            shutil.rmtree(self.data / "keys")
            shutil.copytree(server.data / "keys", self.data / "keys")
            server.kept_master = shutil.copy(server.data / "keys.master", self.data.parent / "other.master")
        report = self.found("keys", "master key")
        self.assertIn("--key-file", report["findings"][0]["fix"])
        self.assertNotIn("Restore", report["findings"][0]["fix"])
        shutil.copy(server.kept_master, self.data / "keys.master")
        code, report, err = self.fsck()
        self.assertEqual((code, report["unreadable"]), (0, 303), err)

    def test_no_keys_at_all(self):
        shutil.rmtree(self.data / "keys")
        code, report, err = self.fsck()
        self.assertEqual((code, report["keys"], report["unreadable"]), (0, False, 303), err)

    def test_the_tokens(self):
        with open(self.data / "tokens.jsonl", "a") as tokens:
            tokens.write("not a token\n")
        self.found("tokens.jsonl", "")

    def test_the_signing_key(self):
        key = self.data / "signing.key"
        key.write_text(key.read_text()[:-10] + "\n")
        self.found("signing.key", "")

    def test_no_data_folder(self):
        empty = self.server.folder / "empty"
        empty.mkdir()
        for folder, said in ((self.server.folder / "none", "There is no folder"), (empty, "has no log"),
                             (self.whole / "keys", "is not a data folder of Verbatim"), (self.whole / "tokens.jsonl", "is not a folder")):
            for words in (["fsck"], ["replay", "--verify"], ["audit", "verify"], ["audit", "key"]):
                with self.subTest(folder=folder, words=words):
                    done = subprocess.run([BIN / "verbatim", *words, "--data", folder], capture_output=True, text=True)
                    self.assertEqual(done.returncode, 1)
                    self.assertIn(said, done.stderr)
                    self.assertIn("fix:", done.stderr)
        before = sorted(self.data.parent.iterdir())
        for words in (["keys", "status"], ["keys", "rotate"], ["token", "list"]):
            done = subprocess.run([BIN / "verbatim", *words, "--data", self.server.folder / "none"], capture_output=True, text=True)
            self.assertEqual((done.returncode, "There is no folder" in done.stderr), (1, True), done.stderr)
        self.assertEqual(sorted(self.data.parent.iterdir()), before)
        done = subprocess.run([BIN / "verbatim", "keys", "rotate", "--data", empty], capture_output=True, text=True)
        self.assertEqual((done.returncode, list(empty.iterdir())), (1, []), done.stderr)


if __name__ == "__main__":
    facts.main()
