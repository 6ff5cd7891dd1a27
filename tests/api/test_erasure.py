#!/usr/bin/python3
"""Erasing a respondent: its life, and that no byte of their words is anywhere afterwards."""

import datetime
import hashlib
import json
import os
import random
import shutil
import time
import unittest

import facts
from client import quote
from contract import Document
from server import Server
from traces import files_with, needles

DOCUMENT = Document()
S = "/v1/studies/s"
E = f"{S}/erasures/e1"
# What the respondent p said, and what was said of it. The words stand nowhere else.
WORDS = ["Zyzzogeton nobody cares about my ward", "Quagga overtime until ten", "Qanat of the night shift"]
ABOUT = ["Xebec: they mean the night shift", "Yataghan, as it may be printed", "Wyvern: the shortest of all",
         "Vuvuzela: p never answers"]
OTHER = "Umbrella: the others may stay"


def today(days=0):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days)).strftime("%Y-%m-%d")


def plain_fingerprint(*parts):
    """What the log keeps of a command that has no text in it, as anybody can compute it."""
    hashed = hashlib.blake2b(digest_size=16)
    for part in parts:
        hashed.update(len(part.encode()).to_bytes(8, "little") + part.encode())
    return hashed.digest()


class Erasure(unittest.TestCase):
    def setUp(self):
        self.server = self.enterContext(Server())
        self.lea = self.server.client("lea", "owner", document=DOCUMENT)
        self.ada = self.server.client("ada", "coder", document=DOCUMENT)
        self.lea.ok("POST", "/v1/studies", {"study": "s", "title": "S"})
        comment = {"type": "add_comment", "question": "q"}
        self.lea.commands(
            "s", {"type": "add_question", "question": "q", "text": "Why?"},
            {"type": "add_question", "question": "q2", "text": "What else?"},
            {"type": "add_respondent", "respondent": "p"}, {"type": "add_respondent", "respondent": "o"},
            {**comment, "comment": "c1", "respondent": "p", "text": WORDS[0]},
            {**comment, "comment": "c2", "respondent": "p", "text": WORDS[1]},
            {**comment, "comment": "c2", "respondent": "p", "text": WORDS[2], "question": "q2"},
            {**comment, "comment": "c3", "respondent": "o", "text": OTHER},
            {"type": "segment_comment", "question": "q", "comment": "c1", "segments": [
                {"response": "c1", "begin": 0, "end": 10}, {"response": "c1b", "begin": 11, "end": 30}]},
            {"type": "add_theme", "theme": "t", "label": "T"}, {"type": "add_theme", "theme": "u", "label": "U"})
        for response in ("c1", "c1b", "c2", "c3"):
            self.ada.commands("s", {"type": "set_coding", "question": "q", "response": response, "themes": ["t"]})
        about = {"kind": "response", "id": "c1b", "question": "q"}
        self.ada.ok("PUT", f"{S}/memos/m", {"about": about, "text": ABOUT[0]})
        self.ada.ok("PUT", f"{S}/memos/m", {"about": about, "text": ABOUT[0] + "!"})
        self.ada.ok("PUT", f"{S}/memos/m2", {"about": {"kind": "respondent", "id": "p"}, "text": ABOUT[3]})
        self.ada.ok("PUT", f"{S}/quotes/k", {"question": "q", "response": "c1", "theme": "t", "wording": ABOUT[1],
                                             "why": ABOUT[2], "consent": True})
        self.ada.ok("PUT", f"{S}/quotes/other", {"question": "q", "response": "c3", "theme": "t", "wording": OTHER})
        self.lea.commands("s", {"type": "open_round", "round": "r", "parts": [{"question": "q2", "coders": ["ada"]}]})
        self.lea.ok("PUT", f"{S}/subscriptions/feed", {"kind": "pull", "after": 0})
        self.before = self.lea.position("s")

    def grant(self, client=None):
        client = client or self.lea
        client.ok("PUT", E, {"respondent": "p", "requested_by": "respondent", "received_on": today(), "reference": "DSR-1"})
        client.ok("PUT", f"{E}/review", {"ground": "consent_withdrawn", "reason": "They said so in writing."})
        return client.ok("PUT", f"{E}/decision", {"granted": True, "reason": "No exemption applies."})["position"]

    def execute(self):
        self.grant()
        return self.lea.ok("POST", f"{E}/execution", {"told": ["The printers"]})["position"]

    def test_what_a_cache_keeps_of_an_earlier_moment_is_not_said_to_be_as_it_was(self):
        targets = [f"{S}/{what}{'&' if '?' in what else '?'}as_of={self.before}" for what in
                   ("questions/q/responses/c1", "questions/q/responses", "questions/q/responses?format=csv", "quotes",
                    "quotes/k", "memos", "memos/m", "questions/q/agreement/same-texts")]
        kept = {target: self.lea.call("GET", target).headers["ETag"] for target in targets}
        unchanged = lambda: {target: self.lea.call("GET", target, If_None_Match=etag).status for target, etag in kept.items()}
        self.assertEqual(set(unchanged().values()), {304})
        self.execute()
        self.assertEqual(set(unchanged().values()), {200})
        kept = {target: self.lea.call("GET", target).headers["ETag"] for target in targets}
        self.assertEqual(set(unchanged().values()), {304}, "until more is forgotten")

    def audit(self, *arguments):
        return self.server.verbatim("audit", *arguments, "--server", f"http://127.0.0.1:{self.server.port}",
                                    "--token", self.server.token("lea", "owner"))

    def record(self):
        answer = self.lea.call("GET", f"{S}/record?after=0&limit=500")
        self.assertEqual((answer.status, "Link" in answer.headers), (200, False))
        return answer.body

    def assert_problem(self, answer, status, slug):
        self.assertEqual((answer.status, answer.problem), (status, slug), answer)

    def crawl(self):
        """The body of every GET of the API document that there is something for, as an owner."""
        ids = {"study": ["s"], "question": ["q", "q2"], "response": ["c1", "c1b", "c2", "c3"], "theme": ["t", "u"],
               "coder": ["ada"], "memo": ["m", "m2"], "quote": ["k", "other"], "erasure": ["e1"],
               "subscription": ["feed"], "comment": ["c1", "c2", "c3"], "round": ["r"], "slug": ["erased"], "other": ["u"]}
        lea = self.server.client("lea")  # whose answers are not compared with the document: others do that, and it is slow
        queries = [""] + [f"?as_of={position}" for position in (self.before, self.lea.position("s"))]
        bodies = {}
        for path, methods in DOCUMENT.tree["paths"].items():
            if "get" not in methods:
                continue
            targets = [path]
            for name, values in ids.items():
                targets = [t.replace("{%s}" % name, quote(value)) for t in targets for value in values]
            takes_as_of = any(p.get("$ref", "").endswith("/AsOf") for p in methods["get"].get("parameters", []))
            self.assertFalse([target for target in targets if "{" in target], "nothing to ask for")
            for target in targets:
                for query in queries if takes_as_of else [""]:
                    answer = lea.call("GET", target + query)
                    self.assertLess(answer.status, 500, f"{target}{query}: {answer}")
                    bodies[target + query] = (answer.status, answer.body)
        self.assertGreater(sum(status == 200 for status, _ in bodies.values()), 50)
        return bodies

    def files_with_the_key(self, folder):
        """Those of the key store that have the id of the destroyed key, which stands before the key itself."""
        key = bytes.fromhex(self.lea.ok("GET", f"{E}/certificate")["destroyed"]["key"])
        return [path.name for path in sorted((folder / "keys").rglob("*")) if path.is_file() and key in path.read_bytes()]

    def assert_not_in_files(self):
        self.assertEqual(files_with(self.server.data, needles(WORDS + ABOUT)) + self.files_with_the_key(self.server.data), [])

    def assert_nowhere(self):
        """Not in a file, not in a copy of them, not in an answer; the others' words are still there."""
        wanted = needles(WORDS + ABOUT)
        with self.subTest("files"):
            self.assertEqual(files_with(self.server.data, wanted), [])
        with self.subTest("the key"):
            self.assertEqual(self.files_with_the_key(self.server.data), [])
        backup = self.server.folder / "backup"
        self.server.verbatim("backup", backup, "--data", self.server.data, "--with-keys")
        with self.subTest("a backup that is made now, restored"):
            self.assertEqual(files_with(backup, wanted) + self.files_with_the_key(backup), [])
            restored = self.server.folder / "restored"
            self.server.verbatim("restore", backup, "--data", restored)
            self.assertEqual(files_with(restored, wanted) + self.files_with_the_key(restored), [])
        shutil.rmtree(backup)
        shutil.rmtree(self.server.folder / "restored")
        copy = self.server.folder / "copy"
        shutil.copytree(self.server.data, copy)
        with self.subTest("a copy of the files"):
            self.assertEqual(files_with(copy, wanted), [])
        shutil.rmtree(copy)
        bodies = self.crawl()
        bodies["every event, in lines"] = (200, self.lea.export("s"))
        for target in (f"{S}/events?format=cloudevents&limit=500", f"{S}/diff?from=1&basis=any",
                       f"{S}/questions/q/counts/t/diff?from=1&basis=any",
                       f"{S}/history?kind=quote&id=k", f"{S}/history?kind=erasure&id=e1", f"{S}/record?after=0&limit=500",
                       f"{E}/certificate?format=text"):
            bodies[target] = (200, self.lea.call("GET", target).body)
        found = [(target, piece) for target, (_, body) in bodies.items() for piece in wanted if piece in body]
        self.assertEqual(found, [])
        self.assertTrue(any(OTHER.encode() in body for _, body in bodies.values()), "the others' words")

    def test_the_search_would_find_the_words(self):
        bodies = self.crawl()
        for text in WORDS[:1] + ABOUT:
            with self.subTest(text):
                self.assertTrue(any(piece in body for _, body in bodies.values() for piece in needles([text])))

    def test_after_the_execution_the_words_are_nowhere(self):
        log_before, record_before = self.lea.export("s"), self.record()
        kept = self.server.folder / "kept.checkpoint"
        kept.write_text(self.audit("checkpoint", "s"))
        executed = self.execute()
        with self.subTest("every proof stays valid"):
            self.assertTrue(self.record().startswith(record_before), "a stored byte was changed")
            self.assertIn("Nothing was changed", self.audit("check", "s", "--against", kept))
            bundle = self.server.folder / "bundle.tar"
            self.audit("bundle", "s", "--out", bundle)
            self.server.verbatim("audit", "verify", bundle, "--checkpoint", kept)
            content = bundle.read_bytes()
            self.assertEqual([piece for piece in needles(WORDS + ABOUT) if piece in content], [])
        self.assertTrue(self.lea.export("s").startswith(log_before), "the log is what it was, and more")
        self.assert_nowhere()
        with self.subTest("what is said of the texts"):
            link = f"{E}/certificate"
            for target in (f"{S}/questions/q/responses/c1", f"{S}/questions/q/responses/c1?as_of={self.before}",
                           f"{S}/memos/m", f"{S}/memos/m2"):
                shown = self.lea.ok("GET", target)
                self.assertEqual((shown["text"], shown["erased"], shown["certificate"]), (None, True, link), target)
            shown = self.lea.ok("GET", f"{S}/quotes/k")
            self.assertEqual((shown["wording"], shown["why"], shown["erased"], shown["certificate"]),
                             (None, None, True, link))
            other = self.lea.ok("GET", f"{S}/questions/q/responses/c3")
            self.assertEqual((other["text"], other["erased"], "certificate" in other), (OTHER, False, False))
        with self.subTest("certificate"):
            certificate = self.lea.ok("GET", f"{E}/certificate")
            self.assertEqual(certificate["executed"]["position"], executed)
            self.assertEqual({name: certificate["destroyed"][name] for name in ("done", "comments", "quotes", "memos")},
                             {"done": True, "comments": 3, "quotes": 1, "memos": 2})
            self.assertRegex(certificate["destroyed"]["key"], "^[0-9a-f]{16}$")
            remains = certificate["remains"]
            self.assertEqual((remains["comments"], remains["responses"], remains["assignments"], remains["counted"]),
                             (3, 4, 3, True))
            self.assertEqual(len(remains["positions"]), 3)
            self.assertEqual((certificate["told"], certificate["article"]), (["The printers"], "17(1)(b)"))
            text = self.lea.call("GET", f"{E}/certificate?format=text").body.decode()
            for said in ("e1", "17(1)(b)", certificate["destroyed"]["key"], "They said so in writing.", "The printers"):
                self.assertIn(said, text)
        with self.subTest("every figure follows from the log"):
            self.server.stop()
            self.server.verbatim("replay", "--verify", "--data", self.server.data)
        with self.subTest("after a restart"):
            self.server.start()
            self.assert_nowhere()

    def test_nothing_more_of_theirs_is_taken(self):
        self.execute()
        comment = {"type": "add_comment", "question": "q", "comment": "c9", "respondent": "p"}
        for one in ({**comment, "text": WORDS[0]}, comment, {**comment, "comment": "c1", "text": WORDS[0]}):
            self.assert_problem(self.lea.call("POST", f"{S}/commands", {"commands": [one]}), 410, "erased")
        self.assert_problem(self.ada.call("PUT", f"{S}/memos/m9", {
            "about": {"kind": "response", "id": "c1", "question": "q"}, "text": ABOUT[0]}), 410, "erased")
        self.assert_problem(self.ada.call("PUT", f"{S}/quotes/k9", {
            "question": "q", "response": "c1", "theme": "t", "wording": ABOUT[1]}), 410, "erased")
        for csv in (f"item_id,question,text,respondent\nn1,q,Fine,o\nn2,q,{WORDS[0]},p\n",
                    "item_id,question,text,respondent\nn1,q,Fine,o\nn2,q,,p\n"):
            answer = self.lea.call("POST", f"{S}/imports?format=comments", csv, Content_Type="text/csv")
            self.assert_problem(answer, 410, "erased")
            self.assertIn("Line 3", answer.json["detail"])
        self.assert_nowhere()
        self.lea.commands("s", {"type": "add_respondent", "respondent": "new"},
                          {**comment, "respondent": "new", "text": "Welcome."})

    def test_the_steps_come_in_order_and_can_be_taken_back_until_the_last(self):
        self.assert_problem(self.lea.call("POST", f"{E}/execution", {}), 404, "unknown_erasure")
        asked = {"respondent": "p", "requested_by": "respondent", "received_on": "2026-01-31"}
        self.ada.ok("PUT", E, asked)
        self.assertEqual(self.ada.ok("PUT", E, asked)["events"], 0)
        self.assertEqual(self.ada.ok("GET", E)["due_on"], "2026-02-28")
        self.assert_problem(self.ada.call("PUT", f"{S}/erasures/e2", asked), 409, "not_allowed_now")
        otherwise = self.ada.call("PUT", E, {**asked, "received_on": "2026-02-28"})
        self.assert_problem(otherwise, 409, "already_exists")
        self.assertIn("take back its request, at position", otherwise.json["fix"])
        self.assert_problem(self.ada.call("PUT", f"{S}/erasures/e3", {**asked, "respondent": "o", "received_on": "2026-02-30"}),
                            422, "invalid_value")
        future = self.ada.call("PUT", f"{S}/erasures/e3", {**asked, "respondent": "o", "received_on": "9999-01-31"})
        self.assert_problem(future, 422, "invalid_value")
        self.assertIn("future", future.json["detail"])
        for step, body in (("review", {"ground": "child", "reason": "R"}), ("decision", {"granted": True, "reason": "R"}),
                           ("execution", {})):
            method = "POST" if step == "execution" else "PUT"
            self.assert_problem(self.ada.call(method, f"{E}/{step}", body), 403, "forbidden")
        decide = {"granted": True, "reason": "R"}
        self.assert_problem(self.lea.call("PUT", f"{E}/decision", decide), 409, "not_allowed_now")
        self.lea.ok("PUT", f"{E}/review", {"ground": "research_impaired", "reason": "So few answered."})
        self.assert_problem(self.lea.call("PUT", f"{E}/decision", decide), 409, "not_allowed_now")
        refused = self.lea.ok("PUT", f"{E}/decision", {"granted": False, "reason": "It would impair the study."})
        self.assert_problem(self.lea.call("POST", f"{E}/execution", {}), 409, "not_allowed_now")
        self.assertEqual(self.lea.ok("GET", E)["status"], "refused")
        self.lea.ok("POST", f"{S}/undo", {"position": refused["position"], "reason": "Look again."})
        self.assertEqual(self.lea.ok("GET", E)["status"], "reviewed")
        self.lea.ok("PUT", f"{E}/review", {"ground": "consent_withdrawn", "reason": "They withdrew it."})
        granted = self.lea.ok("PUT", f"{E}/decision", decide)["position"]
        self.assertEqual([one["status"] for one in self.lea.ok("GET", f"{S}/erasures?status=granted")["erasures"]], ["granted"])
        self.assert_problem(self.lea.call("GET", f"{E}/certificate"), 409, "not_allowed_now")
        executed = self.lea.ok("POST", f"{E}/execution", {})["position"]
        self.assertEqual(self.lea.ok("POST", f"{E}/execution", {})["events"], 0)
        self.assert_problem(self.lea.call("POST", f"{E}/execution", {"told": ["The printers"]}), 409, "not_allowed_now")
        self.assertIn("nobody was named who else had them",
                      self.lea.call("GET", f"{E}/certificate?format=text").body.decode())
        answer = self.lea.call("POST", f"{S}/undo", {"position": executed, "reason": "No!"})
        self.assert_problem(answer, 409, "not_allowed_now")
        self.assertIn("destroyed", answer.json["detail"])
        self.assert_problem(self.lea.call("POST", f"{S}/undo", {"position": granted, "reason": "No!"}), 409, "depended_on")
        self.assertEqual(self.lea.ok("GET", f"{E}?as_of={granted}")["status"], "granted")

    # --- Command ids ------------------------------------------------------------------------------

    def in_the_log(self, hash_of_guess):
        return [path.name for path in (self.server.data / "log").rglob("*") if path.is_file() and hash_of_guess in path.read_bytes()]

    def test_no_guess_of_a_text_is_confirmed_by_what_the_log_keeps_of_a_command(self):
        comment = {"type": "add_comment", "question": "q", "comment": "n1", "respondent": "p"}
        csv = "item_id,question,text,respondent\nn2,q,%s,p\nn3,q,Fine,o\n"
        said_by = lambda text: "Somebody else" if text == WORDS[1] else text  # whose words they are not
        requests = {
            "commands": (self.lea, "POST", f"{S}/commands", lambda text: {"commands": [{**comment, "text": text}]}),
            "memo": (self.ada, "PUT", f"{S}/memos/n", lambda text: {"about": {"kind": "respondent", "id": "p"}, "text": text}),
            "quote": (self.ada, "PUT", f"{S}/quotes/n", lambda text: {"question": "q", "response": "c1", "theme": "t", "wording": text}),
            "import": (self.lea, "POST", f"{S}/imports?format=comments", lambda text: csv % text),
            "check": (self.lea, "PUT", f"{S}/member-checks/n", lambda text: {"question": "q", "by": "Two", "outcome": said_by(text)}),
            "name": (self.lea, "PUT", f"{S}/members/ada/name", lambda text: {"name": said_by(text)}),
        }
        guesses = {}
        for name, (client, method, target, body_of) in requests.items():
            with self.subTest(name):
                headers = {"Idempotency_Key": name, **({"Content_Type": "text/csv"} if name == "import" else {})}
                body = body_of(WORDS[1])
                self.assertEqual(client.call(method, target, body, **headers).status, 200)
                again = client.call(method, target, body, **headers)
                self.assertEqual((again.status, again.headers["Idempotent-Replayed"]), (200, "true"))
                other = client.call(method, target, body_of("Another text"), **headers)
                self.assert_problem(other, 422, "command_reused")
                sent = body if isinstance(body, str) else json.dumps(body)
                guesses[name] = plain_fingerprint(method, target, sent, "lea" if client is self.lea else "ada")
        queued = {"id": "offline", "base": 0, "command": {**comment, "comment": "n4", "text": WORDS[2]}}
        for expected in (False, True):
            result = self.lea.ok("POST", f"{S}/offline", {"commands": [queued]})["results"][0]
            self.assertEqual((result["accepted"], result["replayed"]), (True, expected))
        queued["command"]["text"] = "Another text"
        result = self.lea.ok("POST", f"{S}/offline", {"commands": [queued]})["results"][0]
        self.assertEqual(result["problem"]["type"], "/problems/command_reused")
        queued["command"]["text"] = WORDS[2]
        guesses["offline"] = plain_fingerprint("offline", json.dumps(queued["command"], sort_keys=True, separators=(",", ":")), "lea")
        with self.subTest("what is no text of anybody is found so"):
            body = {"commands": [{"type": "add_theme", "theme": "v", "label": "V"}]}
            self.lea.ok("POST", f"{S}/commands", body, Idempotency_Key="theme")
            self.assertNotEqual(self.in_the_log(plain_fingerprint("POST", f"{S}/commands", json.dumps(body), "lea")), [])
            about_theme = {"id": "off", "base": 0, "command": {"type": "add_theme", "theme": "w", "label": "W"}}
            self.lea.ok("POST", f"{S}/offline", {"commands": [about_theme]})
            told = json.dumps(about_theme["command"], sort_keys=True, separators=(",", ":"))
            self.assertNotEqual(self.in_the_log(plain_fingerprint("offline", told, "lea")), [])
        for moment in ("before the erasure", "after it"):
            for name, guess in guesses.items():
                with self.subTest(name, moment=moment):
                    self.assertEqual(self.in_the_log(guess), [])
            if moment == "before the erasure":
                self.execute()

    def test_what_repeats_their_words_without_a_seal_is_named_before_it_is_too_late(self):
        added = self.lea.commands("s", {"type": "add_theme", "theme": "x", "label": "X",
                                        "examples": [f"They said: {WORDS[1]}."]})["position"]
        self.grant()
        answer = self.lea.call("POST", f"{E}/execution", {})
        self.assert_problem(answer, 409, "not_allowed_now")
        self.assertIn(f"at {added},", answer.json["detail"])
        self.assertFalse(any(word in answer.json["detail"] for word in WORDS))
        self.assertEqual(self.lea.ok("GET", f"{S}/questions/q/responses/c2")["text"], WORDS[1], "nothing was done")
        self.lea.ok("POST", f"{E}/execution", {"despite_repeats": True})
        self.assertIn(f"at {added},", self.lea.ok("GET", f"{E}/certificate")["executed"]["reason"])
        remains = self.lea.call("GET", f"{E}/certificate?format=text").body.decode().split("REMAINS")[1]
        self.assertRegex(remains, rf"\nRepeats       What they wrote is repeated in events .* at {added},")

    def test_words_are_repeated_whatever_their_capitals_marks_and_blanks(self):
        self.lea.commands("s", {"type": "add_comment", "question": "q", "comment": "short", "respondent": "p",
                                "text": "Pay is too low."})
        self.grant()
        said = self.lea.commands("s", {"type": "add_theme", "theme": "x", "label": "X",
                                       "definition": "Of those who say: pay is  TOO LOW"})["position"]
        answer = self.lea.call("POST", f"{E}/execution", {})
        self.assert_problem(answer, 409, "not_allowed_now")
        self.assertIn(f"at {said},", answer.json["detail"])

    def test_notes_about_notes_go_with_the_words_they_are_about(self):
        """A memo about a memo, a quote or the erasure itself, whatever became of what it is about since."""
        secret = "Yonder: " + WORDS[0]
        self.lea.ok("PUT", E, {"respondent": "p", "requested_by": "respondent", "received_on": today(), "reference": "DSR-1"})
        for name, about in (("n1", {"kind": "memo", "id": "m"}), ("n2", {"kind": "memo", "id": "n1"}),
                            ("n3", {"kind": "quote", "id": "k"}), ("n4", {"kind": "erasure", "id": "e1"})):
            self.ada.ok("PUT", f"{S}/memos/{name}", {"about": about, "text": f"{secret} {name}"})
            self.assertEqual(self.ada.ok("GET", f"{S}/memos/{name}")["text"], f"{secret} {name}")
        self.ada.ok("PUT", f"{S}/memos/n1", {"about": {"kind": "theme", "id": "t"}, "text": "Of the theme alone."})
        self.assertEqual(self.ada.ok("GET", f"{S}/memos/n2")["text"], f"{secret} n2")
        removed = self.ada.ok("DELETE", f"{S}/memos/n2")["position"]
        self.lea.ok("POST", f"{S}/undo", {"position": removed, "reason": "It was right."})
        self.assertEqual(self.ada.ok("GET", f"{S}/memos/n2")["text"], f"{secret} n2")
        self.lea.ok("PUT", f"{E}/review", {"ground": "consent_withdrawn", "reason": "They said so in writing."})
        self.lea.ok("PUT", f"{E}/decision", {"granted": True, "reason": "No exemption applies."})
        self.lea.ok("POST", f"{E}/execution", {})
        for name in ("n2", "n3", "n4"):
            shown = self.ada.ok("GET", f"{S}/memos/{name}")
            self.assertEqual((shown["text"], shown["erased"]), (None, True), name)
        self.assertEqual(self.ada.ok("GET", f"{S}/memos/n1")["text"], "Of the theme alone.")
        self.assertEqual(self.lea.ok("GET", f"{E}/certificate")["destroyed"]["memos"], 5)
        for about in ({"kind": "memo", "id": "m"}, {"kind": "memo", "id": "n2"}, {"kind": "quote", "id": "k"},
                      {"kind": "erasure", "id": "e1"}):
            self.assert_problem(self.ada.call("PUT", f"{S}/memos/n9", {"about": about, "text": secret}), 410, "erased")
        self.assert_nowhere()

    def test_sealed_notes_about_others_that_repeat_their_words_are_named(self):
        said = f"As somebody said: {WORDS[0]}."
        at = [self.ada.ok("PUT", f"{S}/memos/x1", {"about": {"kind": "theme", "id": "t"}, "text": said})["position"],
              self.ada.ok("PUT", f"{S}/quotes/x2", {"question": "q", "response": "c3", "theme": "t", "wording": OTHER, "why": said})["position"],
              self.ada.ok("PUT", f"{S}/member-checks/x3", {"question": "q", "theme": "t", "by": "Two", "outcome": said})["position"],
              self.ada.ok("PUT", f"{S}/memos/x4", {"about": {"kind": "respondent", "id": "o"}, "text": said})["position"]]
        self.ada.ok("PUT", f"{S}/memos/x5", {"about": {"kind": "theme", "id": "t"}, "text": "Nothing of theirs."})
        self.grant()
        answer = self.lea.call("POST", f"{E}/execution", {})
        self.assert_problem(answer, 409, "not_allowed_now")
        self.assertIn("at " + ", ".join(str(position) for position in at) + ",", answer.json["detail"])
        self.lea.ok("POST", f"{E}/execution", {"despite_repeats": True})

    def test_a_write_of_their_words_is_refused_alone_after_the_erasure_also_where_it_is_sent_again(self):
        comment = {"type": "add_comment", "question": "q", "comment": "c7", "respondent": "p", "text": WORDS[0]}
        batch = ("POST", f"{S}/commands", {"commands": [comment]})
        memo = ("PUT", f"{S}/memos/m7", {"about": {"kind": "respondent", "id": "p"}, "text": ABOUT[3]})
        for i, write in enumerate((batch, memo)):
            self.lea.ok(*write, Idempotency_Key=f"k{i}")
        queue = {"commands": [
            {"id": "o1", "base": 0, "command": {**comment, "comment": "c8"}},
            {"id": "o2", "base": 0, "command": {"type": "add_theme", "theme": "o2", "label": "O"}}]}
        self.lea.ok("POST", f"{S}/offline", queue)
        self.execute()
        for i, write in enumerate((batch, memo)):
            self.assert_problem(self.lea.call(*write, Idempotency_Key=f"k{i}"), 410, "erased")
            self.assert_problem(self.lea.call(*write, Idempotency_Key=f"other{i}"), 410, "erased")
        for suffix in ("", "b"):
            queue["commands"] = [{**one, "id": one["id"] + suffix} for one in queue["commands"]]
            if suffix:
                queue["commands"][1]["command"] = {"type": "add_theme", "theme": "o3", "label": "O"}
            alone = self.lea.ok("POST", f"{S}/offline", queue)
            self.assertEqual((alone["accepted"], alone["refused"]), (1, 1), alone)
            self.assertEqual(alone["results"][0]["problem"]["type"], "/problems/erased")
            self.assertEqual(alone["results"][1]["replayed"], not suffix)

    def counts(self, query=""):
        """Without the addresses, which say what was asked."""
        counts = self.lea.ok("GET", f"{S}/questions/q/counts?basis=any&{query}")
        return {name: value for name, value in counts.items() if name not in ("permalink", "evidence")}

    def test_figures_keep_or_drop_the_erased_as_the_study_says(self):
        before = self.counts()
        self.assertEqual(before["erased"], {"comments": 0, "respondents": 0, "counted": True})
        executed = self.execute()
        kept = self.counts()
        self.assertEqual(kept["erased"], {"comments": 2, "respondents": 1, "counted": True})
        self.assertEqual((kept["base"], kept["themes"]), (before["base"], before["themes"]))
        dropped = self.counts("erased=drop")
        self.assertEqual(dropped["erased"], {"comments": 2, "respondents": 1, "counted": False})
        self.assertEqual((dropped["base"]["comments"], dropped["base"]["responses"]), (1, 1))
        self.assertEqual(dropped["themes"][0]["responses"], 1)
        self.lea.commands("s", {"type": "set_policy", "erased_counts": "drop"})
        now = self.counts()
        self.assertEqual({**now, "position": 0}, {**dropped, "position": 0})
        self.assertEqual({**self.counts("erased=keep"), "position": 0}, {**kept, "position": 0})
        self.assertEqual(self.counts(f"as_of={executed}")["base"], before["base"])
        self.assertEqual(self.counts(f"as_of={self.before}"), {**before, "position": self.before})
        # What is done with their responses still changes nothing.
        self.ada.commands("s", {"type": "set_coding", "question": "q", "response": "c1", "themes": ["u"]})
        self.assertEqual({**self.counts(), "position": 0}, {**dropped, "position": 0})
        self.server.stop()
        self.server.verbatim("replay", "--verify", "--data", self.server.data)

    def test_one_erased_respondent_does_not_follow_from_two_figures(self):
        viewer = self.server.client("vi", "viewer", document=DOCUMENT)
        counts = f"{S}/questions/q/counts?basis=any"
        self.execute()
        self.assertEqual(viewer.call("GET", f"{counts}&erased=drop").status, 200, "the policy hides no small group")
        self.lea.commands("s", {"type": "set_policy", "suppress_below": 2})
        self.assertEqual(self.ada.call("GET", f"{counts}&erased=drop").status, 200)
        self.assert_problem(viewer.call("GET", f"{counts}&erased=drop"), 403, "forbidden")
        self.assertEqual(viewer.call("GET", f"{counts}&erased=keep").status, 200)
        self.lea.commands("s", {"type": "set_policy", "erased_counts": "drop"})
        self.assert_problem(viewer.call("GET", f"{counts}&erased=keep"), 403, "forbidden")
        self.assertEqual(viewer.call("GET", f"{counts}&erased=drop").status, 200)
        # Two are enough, but not one in each of two groups.
        self.lea.commands("s", {"type": "add_group", "group": "g", "label": "G"}, *(one for name, group in (
            ("x", {"group": "g"}), ("y", {"group": "g"}), ("z", {"group": "g"}), ("w", {})) for one in (
            {"type": "add_respondent", "respondent": name, **group},
            {"type": "add_comment", "question": "q", "comment": name, "respondent": name, "text": "Yes"})))
        second = f"{S}/erasures/e2"
        self.lea.ok("PUT", second, {"respondent": "x", "requested_by": "respondent", "received_on": today(), "reference": "DSR-2"})
        self.lea.ok("PUT", f"{second}/review", {"ground": "consent_withdrawn", "reason": "So they said."})
        self.lea.ok("PUT", f"{second}/decision", {"granted": True, "reason": "No exemption applies."})
        self.lea.ok("POST", f"{second}/execution", {"told": []})
        self.assertEqual(viewer.call("GET", f"{counts}&erased=keep").status, 200)
        self.assertEqual([(g["group"], g["suppressed"]) for g in viewer.ok("GET", f"{counts}&by=group")["groups"]],
                         [("g", False), (None, False)])
        self.assert_problem(viewer.call("GET", f"{counts}&erased=keep&by=group"), 403, "forbidden")

    def test_old_keys_that_come_back_are_destroyed_before_anybody_is_answered(self):
        old = self.server.folder / "old-keys"
        self.server.stop()
        shutil.copytree(self.server.data / "keys", old)
        self.server.start()
        self.execute()
        self.server.stop()
        shutil.rmtree(self.server.data / "keys")
        shutil.copytree(old, self.server.data / "keys")
        shutil.rmtree(old)
        self.server.start()
        self.assertTrue(self.lea.ok("GET", f"{E}/certificate")["destroyed"]["done"])
        self.assert_nowhere()

    def test_a_server_that_is_killed_on_the_way_finishes_at_its_next_start(self):
        random.seed(int(os.environ.get("VERBATIM_TEST_SEED", "1")))
        self.grant()
        self.server.stop()
        saved = self.server.folder / "saved"
        shutil.copytree(self.server.data, saved)
        done = {True: 0, False: 0}
        for attempt in range(int(os.environ.get("VERBATIM_ERASURE_KILLS", "8"))):
            shutil.rmtree(self.server.data)
            shutil.copytree(saved, self.server.data)
            self.server.start()
            client = self.server.client("lea")
            client.call("GET", "/readyz")
            raw = client.connection.sock
            raw.sendall((f"POST {E}/execution HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {client.token}\r\n"
                         "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}").encode())
            time.sleep(random.choice([0, 0.001, 0.003, 0.01, 0.03, 0.1]))
            self.server.kill()
            self.server.start()
            executed = self.lea.ok("GET", E)["status"] == "executed"
            done[executed] += 1
            with self.subTest(attempt=attempt, executed=executed):
                if executed:
                    self.assertTrue(self.lea.ok("GET", f"{E}/certificate")["destroyed"]["done"])
                    self.assert_not_in_files()
                else:
                    self.assertEqual(self.lea.ok("GET", f"{S}/questions/q2/responses/c2")["text"], WORDS[2])
            self.server.stop()
        print(f"killed: {done[True]} executed, {done[False]} not")
        shutil.rmtree(saved)
        self.server.start()


if __name__ == "__main__":
    facts.main()
