#!/usr/bin/python3
"""Backups and rebuilds of a server that is written to: each backup is restored and compared with what was acknowledged.

In a storm of 64 clients, some of whom only read, `verbatim backup` and the rebuild of the study run again and again,
and each backup is restored beside the server. No request fails because of it. The log in a backup is how the log of
the server begins, to the last byte; it has everything that was acknowledged before the backup was asked for; no commit
is in it in part. A rebuild finds the live figures as they should be, and who reads sees no difference.

VERBATIM_BACKUPS: how often (default 4). VERBATIM_SEED: repeats the same choices.
"""

import itertools
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import stat
import subprocess
import threading
import time
import unittest

import facts
import recount
import storm
from server import BIN, Server

BACKUPS = int(os.environ.get("VERBATIM_BACKUPS", "4"))
SEED = int(os.environ.get("VERBATIM_SEED") or random.randrange(2**32))
CODERS, READERS = 56, 8
TEXT = "Nobody but the team may read this."


def run(*arguments, limit=None):
    """Exit code, standard output and error of the command line client."""
    done = subprocess.run([BIN / "verbatim", *map(str, arguments)], capture_output=True, text=True, timeout=600,
                          preexec_fn=limit)
    return done.returncode, done.stdout, done.stderr


class Restored(Server):
    """A server on a data folder that was restored; the folder stays."""

    def __init__(self, data, tokens):
        super().__init__()
        self.data = pathlib.Path(data)
        self.tokens = dict(tokens)


class Reader(threading.Thread):
    """Reads figures, of now and of earlier moments, until `stop` is set. Every answer is 200, no figure is of an
    earlier moment than one before it, and what was answered of a moment once is answered of it for ever."""

    FIGURES = ("counts?by=group", "agreement?", "progress?", "disagreements?", "responses?limit=5")

    def __init__(self, server, seed, stop, told):
        super().__init__(daemon=True)
        self.client, self.random = server.client("lea", "owner"), random.Random(seed)
        self.stop, self.told = stop, told  # (target without its moment, position) -> body, of all readers
        self.reads, self.wrong = 0, None

    def run(self):
        try:
            position = 0
            while not self.stop.is_set():
                figure = f"q{self.random.randrange(storm.QUESTIONS)}/{self.random.choice(self.FIGURES)}"
                answer = self.read(figure)
                now = int(answer.headers["Verbatim-Position"])
                assert now >= position, f"{figure} is of {now}, and one before it was of {position}"
                position = now
                self.keep(figure, now, answer)
                earlier = self.random.choice(list(self.told)[-200:])
                self.keep(*earlier, self.read(earlier[0], f"&as_of={earlier[1]}"))
                self.reads += 2
        except Exception as wrong:
            self.wrong = repr(wrong)
        finally:
            self.client.close()

    def read(self, figure, moment=""):
        target = f"/v1/studies/{storm.STUDY}/questions/{figure}{moment}"
        answer = self.client.call("GET", target)
        assert answer.status == 200, f"{target}: {answer}"
        return answer

    def keep(self, figure, position, answer):
        before = self.told.setdefault((figure, position), answer.body)
        assert before == answer.body, f"{figure} at {position} was {before}, and then {answer.body}"


class InAStorm(unittest.TestCase):
    def test_nothing_is_lost_or_refused_beside_backups_restores_and_rebuilds(self):
        print(f"VERBATIM_SEED={SEED}, {BACKUPS} backups", flush=True)
        with Server() as server:
            lea = server.client("lea", "owner")
            quiet = storm.set_up(lea)
            gale = storm.Storm(server, SEED, CODERS)
            lea.ok("POST", "/v1/studies", {"study": "texts", "title": "New people, and so new keys, all the time"})
            lea.commands("texts", {"type": "add_question", "question": "q1", "text": "Why?"})
            taken, over, told = [], threading.Event(), {}
            readers = [Reader(server, SEED + number, over, told) for number in range(READERS)]

            def add_people():
                client = server.client("lea", "owner")
                for number in itertools.count():
                    if over.is_set():
                        return
                    client.commands("texts", {"type": "add_respondent", "respondent": f"p{number}"},
                                    {"type": "add_comment", "question": "q1", "comment": f"c{number}",
                                     "respondent": f"p{number}", "text": TEXT})

            def back_up(stop):
                while len(taken) < BACKUPS:
                    time.sleep(0.3)
                    before = lea.ok("GET", f"/v1/studies/{storm.STUDY}")["position"]
                    self.assertEqual(lea.call("POST", f"/v1/studies/{storm.STUDY}/rebuild").status, 202)
                    folder = server.folder / f"backup-{len(taken)}"
                    code, out, err = run("backup", folder, "--data", server.data, "--with-keys", "--json")
                    self.assertEqual(code, 0, out + err)
                    taken.append((before, folder, json.loads(out)))
                    self.assertGreaterEqual(self.rebuilt(lea), before)
                    code, out, err = run("restore", folder, "--data", folder.with_suffix(".restored"))
                    self.assertEqual(code, 0, out + err)
                stop.set()

            people = threading.Thread(target=add_people)
            people.start()
            for reader in readers:
                reader.start()
            try:
                gale.blow(back_up)  # in which a write that fails is an error
            finally:
                over.set()
                people.join()
                for reader in readers:
                    reader.join()
            self.assertEqual([reader.wrong for reader in readers], [None] * READERS)
            print(f"{len(gale.acked)} writes and {sum(reader.reads for reader in readers)} reads", flush=True)
            self.assertGreater(min(reader.reads for reader in readers), 0)
            study = recount.Study().add(lea.export(storm.STUDY))
            storm.check_acks(study, gale, quiet)
            whole = lea.export(storm.STUDY)
            for before, folder, manifest in taken:
                self.check(server, whole, before, folder, manifest)

    def rebuilt(self, client):
        """The position at which the rebuild under way took the place of the live study, once it has."""
        for _ in range(6000):
            state = client.ok("GET", f"/v1/studies/{storm.STUDY}/rebuild")
            if state["stage"] in ("done", "failed"):
                self.assertEqual((state["stage"], state["differences"]), ("done", []), state)
                return state["position"]
            time.sleep(0.02)
        self.fail(f"still not rebuilt: {state}")

    def check(self, server, whole, before, folder, manifest):
        data = folder.with_suffix(".restored")
        (study,) = [one for one in manifest["studies"] if one["study"] == storm.STUDY]
        self.assertGreaterEqual(study["position"], before)
        code, out, err = run("fsck", "--data", data, "--json")
        self.assertEqual(code, 0, out + err)
        report = json.loads(out)
        self.assertEqual((report["findings"], report["unreadable"]), ([], 0))
        self.assertGreater(report["texts"], 0)
        with Restored(data, server.tokens) as restored:
            lea = restored.client("lea", "owner")
            events = lea.export(storm.STUDY)
            self.assertEqual(len(events.splitlines()), study["position"])
            self.assertTrue(whole.startswith(events), "the log in the backup is not how the server's begins")
            commit = json.loads(events.splitlines()[-1])
            last = commit["commit"]["first"] + commit["commit"]["count"] - 1
            self.assertEqual(last, study["position"], "the last commit is there in part")
            recount.compare(recount.Study().add(events), lea, storm.STUDY, storm.BASES)
            lea.commands(storm.STUDY, {"type": "add_theme", "theme": "later", "label": "Later"})
        print(f"asked for at {before}, has {study['position']} events", flush=True)


class OneFolder(unittest.TestCase):
    """What a backup holds, what it refuses, and what is found of damage."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server().start()
        owner = cls.server.client("lea", "owner")
        for name in ("one", "two"):
            owner.ok("POST", "/v1/studies", {"study": name, "title": name})
            owner.commands(name, {"type": "add_question", "question": "q1", "text": "Why?"},
                           {"type": "add_theme", "theme": "t", "label": "T"},
                           {"type": "add_respondent", "respondent": "p1"},
                           {"type": "add_comment", "question": "q1", "comment": "c1", "respondent": "p1",
                            "text": TEXT})
        cls.position = owner.ok("PUT", "/v1/studies/one/questions/q1/responses/c1/codings/lea",
                                {"themes": ["t"], "finished": True})["position"]
        cls.folder, cls.data = cls.server.folder, cls.server.data
        cls.whole = cls.made("whole", "--with-keys")
        cls.plain = cls.made("plain")
        cls.keys = cls.made("keys-alone", "--only-keys")

    @classmethod
    def tearDownClass(cls):
        try:
            cls.server.stop()
        finally:
            cls.server._remove()

    @classmethod
    def made(cls, name, *flags):
        folder = cls.folder / name
        code, out, err = run("backup", folder, "--data", cls.data, *flags)
        assert code == 0, out + err
        return folder

    def fresh(self):
        folder = self.folder / f"to-{self.id().rsplit('.', 1)[-1]}"
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        return folder

    def refused(self, code, words, *arguments, **options):
        found, out, err = run(*arguments, **options)
        self.assertEqual(found, code, out + err)
        self.assertIn(words, err)

    def text_of(self, data):
        with Restored(data, self.server.tokens) as restored:
            client = restored.client("lea", "owner")
            found = client.ok("GET", "/v1/studies/one/questions/q1/responses/c1")
            return found.get("text")

    def test_public_tools_check_it(self):
        for backup in (self.whole, self.plain, self.keys):
            done = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=backup)
            self.assertEqual(done.returncode, 0)
            listed = {line[66:] for line in (backup / "SHA256SUMS").read_text().splitlines()}
            files = {str(path.relative_to(backup)) for path in backup.rglob("*") if path.is_file()}
            self.assertEqual(files - listed, {"SHA256SUMS"})

    def test_nobody_else_may_read_it(self):
        for backup in (self.whole, self.plain, self.keys):
            self.assertEqual(stat.S_IMODE(backup.stat().st_mode), 0o700)

    def test_keys_are_in_it_only_where_they_were_asked_for(self):
        names = {backup.name: {path.name for path in backup.iterdir()} for backup in (self.whole, self.plain, self.keys)}
        manifest = {"BACKUP.json", "SHA256SUMS"}
        self.assertEqual(names["whole"] - manifest, {"log", "keys", "tokens.jsonl", "signing.key", "keys.master"})
        self.assertEqual(names["plain"] - manifest, {"log", "tokens.jsonl"})
        self.assertEqual(names["keys-alone"] - manifest, {"keys", "signing.key", "keys.master"})
        for backup in (self.plain, self.keys):
            for path in backup.rglob("*"):
                if path.is_file():
                    self.assertNotIn(TEXT.encode(), path.read_bytes())

    def test_a_backup_without_keys_is_restored_with_those_of_another(self):
        alone, both = self.fresh(), self.folder / "to-both"
        self.addCleanup(shutil.rmtree, both, ignore_errors=True)
        code, out, err = run("restore", self.plain, "--data", alone, "--json")
        self.assertEqual(code, 0, err)
        self.assertEqual((json.loads(out)["texts"], json.loads(out)["unreadable"]), (2, 2))
        self.assertIsNone(self.text_of(alone))
        code, out, err = run("restore", self.plain, "--keys", self.keys, "--data", both, "--json")
        self.assertEqual(code, 0, err)
        self.assertEqual((json.loads(out)["texts"], json.loads(out)["unreadable"]), (2, 0))
        self.assertEqual(self.text_of(both), TEXT)

    def test_checkpoints_are_signed_by_the_same_key(self):
        data = self.fresh()
        self.assertEqual(run("restore", self.whole, "--data", data)[0], 0)
        self.assertEqual(run("audit", "key", "--data", data)[1], run("audit", "key", "--data", self.data)[1])
        with Restored(data, self.server.tokens) as restored:
            here = self.server.client("lea").call("GET", "/v1/studies/one/checkpoint")
            there = restored.client("lea").call("GET", "/v1/studies/one/checkpoint")
            self.assertEqual(here.body, there.body)

    def test_every_flipped_bit_is_found(self):
        pick = random.Random(SEED)
        for backup in (self.whole, self.keys):
            for path in sorted(backup.rglob("*")):
                if not path.is_file() or path.stat().st_size == 0:
                    continue
                content = path.read_bytes()
                bit = pick.randrange(8 * len(content))
                damaged = bytearray(content)
                damaged[bit // 8] ^= 1 << bit % 8
                path.write_bytes(damaged)
                try:
                    sources = [backup] if backup == self.whole else [self.plain, "--keys", backup]
                    code, out, err = run("restore", *sources, "--data", self.folder / "damaged")
                    self.assertIn(code, (1, 4), f"VERBATIM_SEED={SEED}: {path}, bit {bit}: {out}{err}")
                    self.assertFalse((self.folder / "damaged").exists())
                    if path.name != "SHA256SUMS":
                        self.assertIn(str(path.relative_to(backup)), err)
                finally:
                    path.write_bytes(content)

    def test_missing_and_foreign_files_are_found(self):
        copy = self.folder / "copy"
        self.addCleanup(shutil.rmtree, copy, ignore_errors=True)
        shutil.copytree(self.whole, copy)
        (copy / "log" / "more").write_bytes(b"")
        self.refused(4, "log/more is not part of it", "restore", copy, "--data", self.fresh())
        (copy / "log" / "more").unlink()
        (copy / "tokens.jsonl").unlink()
        self.refused(4, "tokens.jsonl is missing", "restore", copy, "--data", self.fresh())
        (copy / "SHA256SUMS").unlink()
        self.refused(1, "is no backup", "restore", copy, "--data", self.fresh())

    def test_an_exchanged_log_is_found_although_its_hashes_are_right(self):
        copy = self.folder / "exchanged"
        self.addCleanup(shutil.rmtree, copy, ignore_errors=True)
        shutil.copytree(self.whole, copy)
        manifest = json.loads((copy / "BACKUP.json").read_text())
        for study in manifest["studies"]:
            study["root"] = manifest["studies"][0]["root"]
        (copy / "BACKUP.json").write_text(json.dumps(manifest))
        names = [line[66:] for line in (copy / "SHA256SUMS").read_text().splitlines()]
        sums = subprocess.run(["sha256sum", *names], cwd=copy, capture_output=True, text=True).stdout
        (copy / "SHA256SUMS").write_text(sums)
        self.refused(4, "is not as it was backed up", "restore", copy, "--data", self.fresh())

    def test_a_backup_of_a_later_version_is_refused(self):
        copy = self.folder / "later"
        self.addCleanup(shutil.rmtree, copy, ignore_errors=True)
        shutil.copytree(self.keys, copy)
        text = (copy / "BACKUP.json").read_text().replace('"verbatim_backup": 1', '"verbatim_backup": 2')
        (copy / "BACKUP.json").write_text(text)
        names = [line[66:] for line in (copy / "SHA256SUMS").read_text().splitlines()]
        sums = subprocess.run(["sha256sum", *names], cwd=copy, capture_output=True, text=True).stdout
        (copy / "SHA256SUMS").write_text(sums)
        self.refused(1, "has format 2", "restore", copy, "--data", self.fresh())

    def test_nothing_is_overwritten(self):
        self.refused(1, "is there already", "backup", self.whole, "--data", self.data)
        self.refused(1, "is there already", "restore", self.whole, "--data", self.data)
        left = self.folder / "cut.unfinished"
        left.mkdir()
        self.addCleanup(shutil.rmtree, left)
        self.refused(1, "was interrupted", "backup", self.folder / "cut", "--data", self.data)

    def test_what_cannot_be_is_refused(self):
        self.refused(1, "is no data folder", "backup", self.folder / "x", "--data", self.plain / "log")
        self.refused(1, "within the data folder", "backup", self.data / "x", "--data", self.data)
        self.refused(1, "No such file", "backup", self.folder / "no" / "x", "--data", self.data)
        self.refused(1, "is no backup", "restore", self.data, "--data", self.fresh())
        self.refused(1, "of keys alone", "restore", self.keys, "--data", self.fresh())
        self.refused(1, "without keys", "restore", self.plain, "--keys", self.plain, "--data", self.fresh())
        self.refused(2, "neither a position nor a time", "restore", self.whole, "--data", self.fresh(), "--as-of", "now")
        self.refused(1, "no study 'three'", "restore", self.whole, "--data", self.fresh(), "--as-of", "three=1")
        self.refused(1, "has 7 events in this backup", "restore", self.whole, "--data", self.fresh(), "--as-of", "two=8")
        for moment, said in (("two=2020-01-01T00:00:00Z", "Study 'two' was not there at that moment: it was opened at 20"),
                             ("two=0", "was not there"), ("2020-01-01T00:00:00Z", "No study was there at that moment")):
            fresh = self.fresh()
            self.refused(1, said, "restore", self.whole, "--data", fresh, "--as-of", moment)
            self.assertFalse(fresh.exists())
        self.refused(1, "is a backup of keys alone", "fsck", "--data", self.keys)
        self.refused(1, "Of which study", "restore", self.whole, "--data", self.fresh(), "--as-of", "3")
        self.refused(1, "has " + str(self.data) + " open", "fsck", "--data", self.data)

    def test_a_full_disk_leaves_nothing_behind(self):
        def limit(size):
            def apply():
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            return apply
        for size in (0, 1000, 1_000_000):
            with self.subTest(size=size):
                code, out, err = run("backup", self.folder / "full", "--data", self.data, limit=limit(size))
                self.assertEqual(code, 1, out + err)
                self.assertIn("File too large", err)
                self.assertFalse((self.folder / "full").exists())
                self.assertFalse((self.folder / "full.unfinished").exists(), "something is left")

    def test_a_moment_is_restored_by_whole_commits(self):
        data = self.fresh()
        # Positions 3 to 7 are one commit.
        code, out, err = run("restore", self.whole, "--data", data, "--as-of", "one=4", "--json")
        self.assertEqual(code, 0, err)
        found = {study["study"]: study["position"] for study in json.loads(out)["studies"]}
        self.assertEqual(found, {"one": 2, "two": 7})
        self.assertEqual(run("fsck", "--data", data)[0], 0)
        with Restored(data, self.server.tokens) as restored:
            lea = restored.client("lea")
            theirs = self.server.client("lea").export("one")
            self.assertEqual(lea.export("one"), b"".join(theirs.splitlines(keepends=True)[:2]))
            answer = lea.commands("one", {"type": "add_theme", "theme": "u", "label": "U"})
            self.assertEqual(answer["position"] - answer["events"], 2)
        self.assertEqual(run("fsck", "--data", data)[0], 0)

    def test_a_time_is_restored_in_all_studies(self):
        events = [json.loads(line) for line in self.server.client("lea").export("one").splitlines()]
        data = self.fresh()
        code, out, err = run("restore", self.whole, "--data", data, "--as-of", events[4]["time"], "--json")
        self.assertEqual(code, 0, err)
        found = {study["study"]: study["position"] for study in json.loads(out)["studies"]}
        self.assertEqual(found, {"one": 7, "two": 0})
        with Restored(data, self.server.tokens) as restored:
            listed = restored.client("lea").ok("GET", "/v1/studies")["studies"]
            self.assertEqual([study["study"] for study in listed], ["one"])

    def test_a_dry_run_leaves_nothing(self):
        data = self.fresh()
        code, out, err = run("restore", self.whole, "--data", data, "--dry-run")
        self.assertEqual(code, 0, err)
        self.assertIn("Could restore", out)
        self.assertFalse(data.exists())
        self.assertFalse(pathlib.Path(f"{data}.unfinished").exists())


if __name__ == "__main__":
    facts.main()
