#!/usr/bin/python3
"""Nobody changes the record unseen: checkpoints, proofs, bundles, and attacks on each of them.

Hashes and proofs are computed here from RFC 9162 alone, so that nothing of the product vouches for
itself.
"""

import base64
import hashlib
import io
import json
import re
import shutil
import subprocess
import tarfile
import unittest

import facts
from client import quote
from contract import Document
from server import BIN, Server

DOCUMENT = Document()
STUDY, OTHER = "étude/1", "other"
SAME, FOUND, REFUSED, USAGE, NOT_COMPARED = 0, 4, 1, 2, 5


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf_hash(event):
    return sha256(b"\x00", event)


def root_of(leaves):
    """MTH of RFC 9162, section 2.1.1, word by word."""
    if not leaves:
        return sha256()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return sha256(b"\x01", root_of(leaves[:k]), root_of(leaves[k:]))


def path_of(m, leaves):
    """PATH of section 2.1.3.1."""
    if len(leaves) == 1:
        return []
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    if m < k:
        return path_of(m, leaves[:k]) + [root_of(leaves[k:])]
    return path_of(m - k, leaves[k:]) + [root_of(leaves[:k])]


def subproof_of(m, leaves, known=True):
    """SUBPROOF of section 2.1.4.1."""
    if m == len(leaves):
        return [] if known else [root_of(leaves)]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    if m <= k:
        return subproof_of(m, leaves[:k], known) + [root_of(leaves[k:])]
    return subproof_of(m - k, leaves[k:], False) + [root_of(leaves[:k])]


def text(data):
    return base64.b64encode(data).decode()


def split_cbor(data):
    """The items of a CBOR sequence (RFC 8742), of the kinds that events are made of."""
    def skip(at):
        major, low = data[at] >> 5, data[at] & 31
        size = {24: 1, 25: 2, 26: 4, 27: 8}.get(low, 0)
        argument = int.from_bytes(data[at + 1:at + 1 + size], "big") if size else low
        at += 1 + size
        if major in (2, 3):
            return at + argument
        for _ in range(argument * {4: 1, 5: 2}.get(major, 0)):
            at = skip(at)
        return at
    items, at = [], 0
    while at < len(data):
        end = skip(at)
        items.append(data[at:end])
        at = end
    return items


class Audit(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        cls.chief = cls.server.client("chief", "owner", document=DOCUMENT)
        for study in (STUDY, OTHER):
            cls.set_up(study)
        cls.kept = cls.server.folder / "kept.txt"
        cls.kept.write_text(cls.run_tool("checkpoint", STUDY).stdout)
        cls.code(STUDY, 40)
        cls.bundle = cls.server.folder / "bundle.tar"
        cls.run_tool("bundle", STUDY, "--out", cls.bundle)
        cls.key = cls.run_tool("key").stdout.strip()

    @classmethod
    def set_up(cls, study):
        cls.chief.ok("POST", "/v1/studies", {"study": study, "title": study})
        cls.chief.commands(
            study, {"type": "add_question", "question": "q/1", "text": "Why?"},
            {"type": "add_group", "group": "g", "label": "G"},
            {"type": "add_respondent", "respondent": "p", "group": "g"},
            {"type": "add_theme", "theme": "pay", "label": "Pay"},
            {"type": "add_theme", "theme": "time", "label": "Time"},
            *({"type": "add_comment", "question": "q/1", "comment": f"c{n}", "respondent": "p", "text": "No \"time\"."}
              for n in range(150)))
        cls.code(study, 150)

    @classmethod
    def code(cls, study, count):
        for n in range(count):
            cls.chief.commands(study, {"type": "set_coding", "question": "q/1", "response": f"c{n}",
                                       "themes": ["pay"] if cls.chief.position(study) % 2 else ["time"]})

    @classmethod
    def run_tool(cls, *arguments, code=SAME):
        run = subprocess.run(
            [BIN / "verbatim", "audit", *map(str, arguments), "--server", f"http://127.0.0.1:{cls.server.port}",
             "--token", cls.server.token("chief", "owner")], capture_output=True, text=True, timeout=600)
        assert run.returncode == code, f"{arguments}: exit code {run.returncode}\n{run.stdout}{run.stderr}"
        return run

    def get(self, path, study=STUDY, client=None):
        return (client or self.chief).call("GET", f"/v1/studies/{quote(study)}/{path}")

    def record(self, study=STUDY):
        """Every event's bytes, page by page."""
        events, after = [], 0
        while True:
            answer = self.get(f"record?after={after}&limit=97", study)
            assert answer.status == 200, answer
            events += split_cbor(answer.body)
            if "Link" not in answer.headers:
                return events
            after = int(re.search(r"after=(\d+)", answer.headers["Link"])[1])

    # --- The API, against the definitions ---------------------------------------------------------

    def test_the_record_is_the_events(self):
        events = self.record()
        self.assertEqual(len(events), self.chief.position(STUDY))
        self.assertNotIn("No \"time\"".encode(), b"".join(events), "a text is in the record")

    def test_checkpoints_name_the_root_of_the_record(self):
        leaves = [leaf_hash(event) for event in self.record()]
        for at in (1, 2, 255, 256, 257, 300, len(leaves)):
            note = self.get(f"checkpoint?at={at}").body.decode()
            origin, size, root = note.split("\n")[:3]
            self.assertRegex(origin, r"^verbatim/[0-9a-f]{32}/%C3%A9tude%2F1$")
            self.assertEqual((int(size), root), (at, text(root_of(leaves[:at]))))
            self.assertEqual(note, self.get(f"checkpoint?at={at}").body.decode(), "the same position, another note")

    def test_the_signature_is_one_of_ed25519(self):
        """With OpenSSL, as the README of a bundle says."""
        folder = self.server.folder
        note = self.get("checkpoint").body.decode()
        signed, _, line = note.rpartition("\n\n")
        (folder / "signed").write_text(signed + "\n")
        (folder / "signature").write_bytes(base64.b64decode(line.split(" ")[2])[4:])
        public = base64.b64decode(self.key.split("+", 2)[2])[1:]
        (folder / "key.der").write_bytes(bytes.fromhex("302a300506032b6570032100") + public)
        verify = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", folder / "key.der", "-keyform", "DER", "-rawin",
                  "-in", folder / "signed", "-sigfile", folder / "signature"]
        self.assertEqual(subprocess.run(verify, capture_output=True).returncode, 0)
        (folder / "signed").write_text(signed + " \n")
        self.assertNotEqual(subprocess.run(verify, capture_output=True).returncode, 0)

    def test_proofs_are_those_of_the_rfc(self):
        leaves = [leaf_hash(event) for event in self.record()]
        for position, size in ((1, 1), (1, 300), (256, 256), (257, 400), (len(leaves), len(leaves))):
            proof = self.get(f"proofs/inclusion?position={position}&size={size}").json
            self.assertEqual(proof["leaf"], text(leaves[position - 1]))
            self.assertEqual(proof["root"], text(root_of(leaves[:size])))
            self.assertEqual(proof["proof"], [text(h) for h in path_of(position - 1, leaves[:size])])
        for start, end in ((1, 1), (1, 300), (255, 257), (256, 512 if len(leaves) > 512 else 400), (399, len(leaves))):
            proof = self.get(f"proofs/consistency?from={start}&to={end}").json
            self.assertEqual(proof["from_root"], text(root_of(leaves[:start])))
            self.assertEqual(proof["to_root"], text(root_of(leaves[:end])))
            self.assertEqual(proof["proof"], [text(h) for h in subproof_of(start, leaves[:end])])

    def test_moments_that_are_in_no_order_are_told_from_those_that_have_not_come(self):
        end = len(self.record())
        for query, problem, field, says in (("consistency?from=99&to=1", "invalid_value", "from", "longer"),
                                            (f"consistency?from={end + 1}&to=1", "future_moment", "from", f"is at {end}"),
                                            ("inclusion?position=99&size=1", "invalid_value", "position", "first 1 events"),
                                            (f"inclusion?position={end + 1}&size=1", "future_moment", "position", f"is at {end}")):
            with self.subTest(query):
                answer = self.get(f"proofs/{query}")
                self.assertEqual((answer.status, answer.problem, answer.json["field"]), (422, problem, field))
                self.assertIn(says, answer.json["detail"])

    def test_whoever_is_blind_learns_nothing_from_hashes(self):
        study = "blind"
        self.chief.ok("POST", "/v1/studies", {"study": study, "title": study})
        self.chief.commands(study, {"type": "add_question", "question": "q", "text": "?"},
                            {"type": "add_member", "member": "lea", "role": "lead"},
                            {"type": "open_round", "round": "r", "blind": True,
                             "parts": [{"question": "q", "coders": ["lea"]}]})
        lea = self.server.client("lea", "lead", document=DOCUMENT)
        places = ("checkpoint", "proofs/inclusion?position=1", "proofs/consistency?from=1", "record")
        for place in places:
            answer = self.get(place, study, lea)
            self.assertEqual((answer.status, answer.problem), (403, "blind_round"))
        self.chief.commands(study, {"type": "close_round", "round": "r"})
        for place in places:
            self.assertEqual(self.get(place, study, lea).status, 200)

    def test_the_key_is_its_owner_s_alone_and_stays(self):
        path = self.server.data / "signing.key"
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.run_tool("key", "--data", self.server.data).stdout.strip(), self.key)
        self.assertEqual(self.chief.ok("GET", "/v1/audit/key")["key"], self.key)

    # --- Checkpoints that were kept ---------------------------------------------------------------

    def test_a_record_that_grew_agrees_with_a_checkpoint(self):
        run = self.run_tool("check", STUDY, "--against", self.kept, "--key", self.key)
        self.assertIn("Nothing was changed", run.stdout)

    def test_a_forged_checkpoint_is_not_believed(self):
        note = self.kept.read_text()
        for forged in (note.replace("\n", "\n", 1).replace(note.split("\n")[1], "7", 1),
                       note[:-10] + ("A" if note[-10] != "A" else "B") + note[-9:]):
            path = self.server.folder / "forged.txt"
            path.write_text(forged)
            self.assertIn("not signed", self.run_tool("check", STUDY, "--against", path, code=FOUND).stderr)

    def test_a_checkpoint_of_another_study_is_told_apart(self):
        run = self.run_tool("check", OTHER, "--against", self.kept, code=USAGE)
        self.assertIn("is a checkpoint about verbatim/", run.stderr)
        other = self.server.folder / "other.txt"
        other.write_text(self.get("checkpoint", OTHER).body.decode())
        for words in (["verify", self.bundle, "--checkpoint", other], ["prove", STUDY, "2", "--against", other],
                      ["verify", "--data", self.server.data, "--study", STUDY, "--checkpoint", other]):
            run = self.run_tool(*words, code=USAGE)
            self.assertIn("is a checkpoint about verbatim/", run.stderr)

    def test_a_file_that_is_no_checkpoint_is_the_wrong_file_and_no_finding(self):
        wrong = self.server.folder / "notes.txt"
        for content in ("", "Bring milk.\n", self.key + "\n", "a\nb\nc\n\nd\n"):
            wrong.write_text(content)
            for words in (["check", STUDY, "--against", wrong], ["prove", STUDY, "2", "--against", wrong],
                          ["verify", self.bundle, "--checkpoint", wrong],
                          ["verify", "--data", self.server.data, "--checkpoint", wrong]):
                with self.subTest(content=content, words=words):
                    self.assertIn("is no checkpoint", self.run_tool(*words, code=USAGE).stderr)
        self.run_tool("verify", self.bundle, "--checkpoint", self.server.folder / "none.txt", code=REFUSED)

    def test_a_bundle_is_not_accused_by_a_checkpoint_of_a_later_moment(self):
        early = self.server.folder / "early.tar"
        self.run_tool("bundle", STUDY, "--out", early, "--at", 200)
        size = int(self.kept.read_text().split("\n")[1])
        self.assertGreater(size, 200)
        run = self.run_tool("verify", early, "--key", self.key, "--checkpoint", self.kept, code=NOT_COMPARED)
        self.assertIn(f"checkpoint of position {size} is of a later moment than this bundle of 200 events", run.stdout)
        told = json.loads(self.run_tool("verify", early, "--key", self.key, "--checkpoint", self.kept, "--json",
                                        code=NOT_COMPARED).stdout)["studies"][0]
        self.assertEqual((told["later"], told["findings"], told["checkpoints"]), ([size], [], 1))
        first = self.server.folder / "first.txt"
        first.write_text(self.get("checkpoint?at=100").body.decode())
        self.run_tool("verify", early, "--checkpoint", first)
        # One that was cut to look like an early one has no checkpoint of its end.
        entries = self.entries()
        lines = self.lines(entries)[:200]
        manifest = json.dumps({**json.loads(entries["manifest.json"]), "position": 200}).encode()
        cut = self.with_lines({**entries, "manifest.json": manifest}, lines)
        self.assertIn("goes up to position 200, but checkpoint.txt is of position", str(self.verify(cut, "--checkpoint", self.kept)))

    def test_a_record_that_is_another_is_found(self):
        """A checkpoint of another server about a study of the same name."""
        with Server() as other:
            chief = other.client("chief", "owner")
            chief.ok("POST", "/v1/studies", {"study": STUDY, "title": "Rewritten"})
            path = self.server.folder / "of-the-other.txt"
            path.write_text(chief.call("GET", f"/v1/studies/{quote(STUDY)}/checkpoint").body.decode())
        self.assertIn("not signed", self.run_tool("check", STUDY, "--against", path, code=FOUND).stderr)

    # --- A data folder ----------------------------------------------------------------------------

    def test_a_data_folder_verifies_beside_its_server(self):
        run = self.run_tool("verify", "--data", self.server.data, "--checkpoint", self.kept, "--json")
        for study in json.loads(run.stdout)["studies"]:
            self.assertEqual(study["findings"], [])
            if study["study"] == STUDY:
                self.assertEqual(study["checkpoints"], 1)
                self.assertEqual(study["root"], text(root_of([leaf_hash(event) for event in self.record()])))

    # --- A bundle ---------------------------------------------------------------------------------

    def entries(self):
        with tarfile.open(self.bundle) as tar:
            return {entry.name: tar.extractfile(entry).read() for entry in tar}

    def verify(self, entries, *arguments, code=FOUND):
        """Writes the entries as a bundle; answers the findings."""
        path = self.server.folder / "attacked.tar"
        with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as tar:
            for name, data in entries.items():
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
        run = self.run_tool("verify", path, *arguments, "--json", code=code)
        return json.loads(run.stdout)["studies"][0]["findings"] if code != REFUSED else run.stderr

    def lines(self, entries):
        return entries["events.ndjson"].decode().splitlines()

    def with_lines(self, entries, lines):
        return {**entries, "events.ndjson": "".join(line + "\n" for line in lines).encode()}

    def assert_found(self, findings, position, reason=""):
        about = [f for f in findings if f["first"] <= position <= f["last"] and reason in f["reason"]]
        self.assertTrue(about, f"nothing about {position} ({reason}) in {findings}")

    def test_a_bundle_verifies_and_is_the_same_again(self):
        run = self.run_tool("verify", self.bundle, "--key", self.key, "--checkpoint", self.kept)
        self.assertIn("as it was written", run.stdout)
        self.assertEqual(self.verify(self.entries(), code=SAME), [])
        again = self.server.folder / "again.tar"
        position = len(self.lines(self.entries()))
        self.run_tool("bundle", STUDY, "--out", again, "--at", position)
        self.assertEqual(again.read_bytes(), self.bundle.read_bytes())
        self.assertNotIn(b"No \\\"time", self.bundle.read_bytes(), "a text is in the bundle")

    def test_a_bundle_does_not_replace_a_file_unasked(self):
        kept = self.server.folder / "kept.tar"
        kept.write_text("somebody's")
        run = self.run_tool("bundle", STUDY, "--out", kept, "--at", 300, code=1)
        self.assertIn("--force", run.stderr)
        self.assertEqual(kept.read_text(), "somebody's")
        self.run_tool("bundle", STUDY, "--out", kept, "--at", 300, "--force")
        self.run_tool("verify", kept, "--key", self.key)

    def test_a_bundle_of_an_earlier_position_verifies(self):
        path = self.server.folder / "earlier.tar"
        self.run_tool("bundle", STUDY, "--out", path, "--at", 300)
        self.run_tool("verify", path, "--key", self.key)

    def test_a_bundle_verifies_by_hand(self):
        folder = self.server.folder / "by-hand"
        with tarfile.open(self.bundle) as tar:
            tar.extractall(folder)
        by_hand = ["/usr/bin/python3", "verify.py", "events.ndjson", "checkpoint.txt"]
        run = subprocess.run(by_hand, cwd=folder, capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stderr)
        readme = (folder / "README.txt").read_text()
        commands = readme[readme.index("     sed"):readme.index("\n3. An earlier")]
        signature = ["bash", "-euc", commands]
        self.assertEqual(subprocess.run(signature, cwd=folder, capture_output=True).returncode, 0)
        note = (folder / "checkpoint.txt").read_text()
        (folder / "checkpoint.txt").write_text("x" + note)
        self.assertNotEqual(subprocess.run(signature, cwd=folder, capture_output=True).returncode, 0)
        (folder / "checkpoint.txt").write_text(note)
        lines = (folder / "events.ndjson").read_text().splitlines(True)
        (folder / "events.ndjson").write_text("".join(lines[:100] + lines[101:]))
        self.assertNotEqual(subprocess.run(by_hand, cwd=folder, capture_output=True).returncode, 0)

    def test_one_changed_event_of_a_bundle_is_found(self):
        entries = self.entries()
        lines = self.lines(entries)
        for position in (1, 100, 300, len(lines)):
            event = json.loads(lines[position - 1])
            stored = bytearray(base64.b64decode(event["cbor"]))
            stored[len(stored) // 2] ^= 1
            for fixed in (False, True):  # and with a hash that fits
                leaf = text(leaf_hash(bytes(stored))) if fixed else event["leaf"]
                changed = lines[position - 1].replace(event["cbor"], text(bytes(stored))).replace(event["leaf"], leaf)
                findings = self.verify(self.with_lines(entries, lines[:position - 1] + [changed] + lines[position:]))
                self.assert_found(findings, position)

    def test_removed_inserted_and_reordered_events_of_a_bundle_are_found(self):
        entries = self.entries()
        lines = self.lines(entries)
        self.assert_found(self.verify(self.with_lines(entries, lines[:99] + lines[100:])), 101)
        self.assert_found(self.verify(self.with_lines(entries, lines[:99] + [lines[98]] + lines[99:])), 99)
        self.assert_found(self.verify(self.with_lines(entries, lines[:99] + [lines[100], lines[99]] + lines[101:])), 101)
        self.assert_found(self.verify(self.with_lines(entries, lines[:-1])), len(lines))
        self.assert_found(self.verify(self.with_lines(entries, [*lines[:99], "{}", *lines[100:]])), 100)

    def test_a_back_dated_event_of_a_bundle_is_found(self):
        """Time, hash and words made to fit: the root tells, and that against an earlier checkpoint where."""
        entries = self.entries()
        lines = self.lines(entries)
        event = json.loads(lines[320])
        stored = base64.b64decode(event["cbor"])
        micros = re.search(rb"\x03\x1b(.{8})", stored, re.DOTALL)
        time = int.from_bytes(micros[1], "big")
        changed = stored.replace(micros[1], (time - 1).to_bytes(8, "big"))
        words = event["event"]["time"]
        shown = f"{words[:-7]}{int(words[-7:-1]) - 1:06}Z"
        line = (lines[320].replace(event["cbor"], text(changed)).replace(event["leaf"], text(leaf_hash(changed)))
                .replace(words, shown))
        attacked = self.with_lines(entries, lines[:320] + [line] + lines[321:])
        early = self.server.folder / "early.txt"
        early.write_text(self.get("checkpoint?at=310").body.decode())
        findings = self.verify(attacked, "--checkpoint", early)
        self.assertTrue(all(f["first"] == 0 or f["first"] > 310 for f in findings), findings)
        self.assert_found(findings, 321)

    def test_words_that_are_not_those_of_the_bytes_are_found(self):
        entries = self.entries()
        lines = self.lines(entries)
        changed = lines[200].replace('"actor":"chief"', '"actor":"someone"')
        self.assertNotEqual(changed, lines[200])
        self.assert_found(self.verify(self.with_lines(entries, lines[:200] + [changed] + lines[201:])), 201, "in words")

    def test_changed_figures_are_found(self):
        entries = self.entries()
        figures = [name for name in entries if name.startswith("figures/") and name != "figures/index.json"]
        self.assertEqual(len(figures), 8)  # codebook, progress; four counts, connections, agreement
        for name in figures:
            data = entries[name]
            at = max(i for i, byte in enumerate(data) if chr(byte).isdigit())
            changed = data[:at] + (b"1" if data[at:at + 1] != b"1" else b"2") + data[at + 1:]
            findings = self.verify({name: data for name, data in {**entries, name: changed}.items()})
            self.assertEqual(len(findings), 1, findings)
            self.assertIn(name, findings[0]["reason"])
        without = dict(entries)
        del without[figures[0]]
        self.assertIn("missing", self.verify(without)[0]["reason"])
        more = {"figures/more.json": b"{}", **entries}
        self.assertIn("no figure", self.verify(more)[0]["reason"])

    def test_another_key_checkpoint_or_identity_is_found(self):
        entries = self.entries()
        other = self.get("checkpoint", OTHER).body
        self.assertIn("another study", str(self.verify({**entries, "checkpoint.txt": other})))
        earlier = self.get("checkpoint?at=300").body
        self.assertIn("but checkpoint.txt is of position 300", str(self.verify({**entries, "checkpoint.txt": earlier})))
        manifest = json.loads(entries["manifest.json"])
        renamed = json.dumps({**manifest, "study": OTHER}).encode()
        self.assertIn("not study other", str(self.verify({**entries, "manifest.json": renamed})))
        swapped = json.dumps({**manifest, "study": OTHER, "origin": other.decode().split("\n")[0]}).encode()
        findings = self.verify({**entries, "manifest.json": swapped, "checkpoint.txt": other})
        self.assertIn("not of other", str(findings))
        with Server() as another:
            key = json.loads(another.client("x", "owner").call("GET", "/v1/audit/key").body)["key"]
        self.assertIn("another key", str(self.verify(entries, "--key", key)))
        self.assertTrue(self.verify({**entries, "key.txt": key.encode() + b"\n"}))

    def test_what_stands_beside_or_behind_the_parts_of_a_bundle_is_found(self):
        entries = self.entries()
        forged = {"figures/counts-any-1.json": b"{}", "figures/forged.csv": b"", "../evil": b"", "events.ndjson": b""}
        for name, data in forged.items():
            with self.subTest(name):
                path = self.server.folder / "behind.tar"
                shutil.copy(self.bundle, path)
                with tarfile.open(path, "a") as tar:
                    info = tarfile.TarInfo(name)
                    info.size = len(data)
                    tar.addfile(info, io.BytesIO(data))
                run = subprocess.run([BIN / "verbatim", "audit", "verify", path], capture_output=True, text=True)
                self.assertNotEqual(run.returncode, 0, run.stdout)
                self.assertIn("behind its events", run.stdout + run.stderr)
        self.assert_found(self.verify({"evil.sh": b"", **entries}), self.size(entries), "no part of a bundle")

    def attack(self, change, format=tarfile.PAX_FORMAT):
        """The bundle with `change(entry, data)` in place of each entry; what the refusal says."""
        path = self.server.folder / "attacked.tar"
        with tarfile.open(path, "w", format=format) as tar:
            for name, data in self.entries().items():
                info = tarfile.TarInfo(name)
                info.size = len(data)
                data = change(info, data)
                tar.addfile(info, None if data is None else io.BytesIO(data))
        return self.run_tool("verify", path, code=REFUSED).stderr

    def test_what_is_no_regular_file_is_no_part_of_a_bundle(self):
        kinds = {"a symbolic link": tarfile.SYMTYPE, "a hard link": tarfile.LNKTYPE, "a folder": tarfile.DIRTYPE,
                 "a device": tarfile.CHRTYPE, "a pipe": tarfile.FIFOTYPE}
        for name in ("README.txt", "verify.py", "manifest.json", "figures/index.json", "events.ndjson"):
            for kind, code in kinds.items():
                def change(info, data):
                    if info.name != name:
                        return data
                    info.type, info.linkname, info.size = code, "checkpoint.txt", 0
                    return None
                with self.subTest(name, kind=kind):
                    self.assertIn("no regular file", self.attack(change))

    def test_a_sparse_part_of_a_bundle_is_refused(self):
        def change(info, data):
            if info.name == "verify.py":
                info.pax_headers = {"GNU.sparse.numblocks": "1", "GNU.sparse.map": f"{40 << 30},{len(data)}",
                                    "GNU.sparse.name": "verify.py", "GNU.sparse.size": str((40 << 30) + len(data))}
            return data
        self.assertIn("no regular file", self.attack(change))

    def test_a_bundle_of_an_endless_size_takes_no_memory(self):
        """Each part says it is gigabytes: of what is read into memory, and of one line of the events."""
        import resource
        for name, said in (("README.txt", "256 MB"), ("events.ndjson", "128 MB")):
            path = self.server.folder / "endless.tar"
            with path.open("wb") as file:
                for entry, data in self.entries().items():
                    info = tarfile.TarInfo(entry)
                    info.size = 4 << 30 if entry == name else len(data)
                    file.write(info.tobuf(tarfile.GNU_FORMAT))
                    if entry == name:
                        file.seek(info.size, 1)  # a hole, which costs no disk
                        break
                    file.write(data + b"\0" * (-len(data) % 512))
                file.write(b"\0" * 1024)
            with self.subTest(name):
                run = subprocess.run([BIN / "verbatim", "audit", "verify", path], capture_output=True, text=True,
                                     preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (1 << 30, 1 << 30)))
                self.assertIn(run.returncode, (REFUSED, FOUND), run.stderr)
                self.assertIn(said, run.stdout + run.stderr)
            path.unlink()

    def test_events_that_are_doubled_swapped_or_too_many_are_called_so(self):
        entries = self.entries()
        lines = self.lines(entries)
        size = len(lines)
        manifest = json.dumps({**json.loads(entries["manifest.json"]), "position": size - 2}).encode()
        for name, attacked, first, says in (
                ("doubled", self.with_lines(entries, lines[:50] + lines[49:]), 50, "Event 50 stands here a second time"),
                ("swapped", self.with_lines(entries, lines[:49] + [lines[50], lines[49]] + lines[51:]), 51,
                 "event 50 is missing here, or not in its place"),
                ("doubled at the end", self.with_lines(entries, lines + lines[-1:]), size + 1,
                 f"There are {size + 1} events, but there should be {size}"),
                ("fewer in the manifest", {**entries, "manifest.json": manifest}, size - 1,
                 f"There are {size} events, but there should be {size - 2}")):
            with self.subTest(name):
                findings = self.verify(attacked)
                self.assert_found(findings, first, says)
                self.assertNotIn("should go on", str(findings))
        findings = self.verify({**entries, "manifest.json": manifest})
        self.assertIn(f"goes up to position {size - 2}, but checkpoint.txt is of position {size}", str(findings))
        self.assertNotIn("later moment", self.run_tool("verify", self.server.folder / "attacked.tar", code=FOUND).stdout)

    def test_what_no_signature_covers_is_said(self):
        whole = self.run_tool("verify", self.bundle)
        self.assertIn("openapi.yaml is not signed", whole.stderr)
        self.assertNotIn("verify.py", whole.stderr)
        entries = self.entries()
        entries["verify.py"] += b"import os\n"
        del entries["README.txt"], entries["openapi.yaml"]
        self.assertEqual(self.verify(entries, code=SAME), [])
        path = self.server.folder / "attacked.tar"
        notes = json.loads(self.run_tool("verify", path, "--json").stdout)["studies"][0]["notes"]
        self.assertTrue([note for note in notes if note.startswith("verify.py is not the one")], notes)
        for name in ("README.txt", "openapi.yaml"):
            self.assertTrue([note for note in notes if note.startswith(f"{name} is missing")], notes)
        self.assertIn("verify.py is not the one", self.run_tool("verify", path).stderr)

    def size(self, entries):
        return json.loads(entries["manifest.json"])["position"]

    def test_what_is_no_bundle_is_refused(self):
        entries = self.entries()
        del entries["manifest.json"]
        self.assertIn("manifest", self.verify(entries, code=REFUSED))
        path = self.server.folder / "nonsense.tar"
        path.write_bytes(b"nonsense")
        self.run_tool("verify", path, code=REFUSED)
        path.write_bytes(self.bundle.read_bytes()[:-20000])
        self.run_tool("verify", path, code=FOUND)


if __name__ == "__main__":
    facts.main()
