#!/usr/bin/python3
"""Whatever the API can do, `verbatim` can: every operation and every command of the document.

What the client sends is recorded on its way, so that nothing counts but what was really asked.
"""

import csv
import io
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import facts
from contract import Document
from recorder import Recorder
from server import BIN, Server

DOCUMENT = Document()
COMMANDS = set(DOCUMENT.tree["components"]["schemas"]["Command"]["discriminator"]["mapping"])
# Commands that an operation of their own carries out.
OWN_OPERATION = {"assign_theme": "assignTheme", "withdraw_theme": "withdrawTheme", "set_coding": "setCoding",
                 "set_layer": "setLayer", "take_place": "takeNext"}
TEXT = "No time. No pay at all."


class CommandLine(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        cls.recorder = cls.enterClassContext(Recorder(cls.server))
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.lea = cls.server.client("lea", "owner")
        cls.tokens = {"lea": cls.lea.token,
                      **{name: cls.server.token(name, "coder") for name in ("ada", "bo", "uma")}}

    def run_as(self, who, words, text=""):
        """One line of the command line; {"..."} are words with blanks. Answers what it printed."""
        words = words.split() if isinstance(words, str) else words
        run = subprocess.run([BIN / "verbatim", "--server", self.recorder.url, "--token", self.tokens[who], *words],
                             input=text, capture_output=True, text=True, timeout=120)
        self.assertEqual(run.returncode, 0, f"{words}: {run.stdout}{run.stderr}")
        return run.stdout

    def run_both(self, who, words):
        """The same, with what was said beside it."""
        run = subprocess.run([BIN / "verbatim", "--server", self.recorder.url, "--token", self.tokens[who], *words.split()],
                             capture_output=True, text=True, timeout=120)
        self.assertEqual(run.returncode, 0, f"{words}: {run.stdout}{run.stderr}")
        return run.stdout + run.stderr

    def refused(self, who, words):
        run = subprocess.run([BIN / "verbatim", "--server", self.recorder.url, "--token", self.tokens[who], *words.split()],
                             capture_output=True, text=True, timeout=120)
        self.assertNotEqual(run.returncode, 0, run.stdout)
        return run.stderr

    def file(self, name, content):
        path = self.folder / name
        path.write_text(content)
        return str(path)

    def study(self, name):
        """A question with one comment, two themes and two coders, all by the command line."""
        lea = lambda words, text="": self.run_as("lea", words.replace(" s ", f" {name} "), text)
        lea("study open s --title S")
        lea("question add s q --text Why?")
        lea("group add s g --label G")
        lea("respondent add s p --group g")
        lea("comment add s q c --respondent p --text-file -", TEXT + "\n")
        lea("theme add s pay --label Pay")
        lea("theme add s time --label Time")
        for coder in ("ada", "bo", "uma"):
            lea(f"member add s {coder} coder")
        return lea

    def operations(self):
        return {DOCUMENT.operation_of(method, target) for method, target, _ in self.recorder.requests}

    def commands(self):
        sent = set()
        for method, target, body in self.recorder.requests:
            if DOCUMENT.operation_of(method, target) == "runCommands":
                sent |= {one["type"] for one in json.loads(body)["commands"]}
        return sent

    def test_every_operation_and_every_command_is_reached(self):
        self.recorder.requests.clear()
        lea = self.study("all")
        ada = lambda words, text="": self.run_as("ada", words.replace(" s ", " all "), text)
        position = lambda: self.lea.position("all")
        for words in ("whoami", "study list", "study show s ", "server status", "server metrics", "server page",
                      "server problem stale_condition", "server openapi", "--json server openapi", "member list s ",
                      "policy show s ", "policy set s --suppress-below 0 --settled-by any"):
            lea(words)
        # The codebook.
        for words in ("framework add s advice --label Advice", "theme add s listen --label Listen --framework advice",
                      "theme add s spare --label Spare --framework themes", "theme add s other --label Other --framework themes", "theme list s ", "theme show s pay",
                      "theme revise s pay --definition Money", "theme move s spare --parent other", "theme scope s spare q",
                      "theme link s pay listen", "theme unlink s pay listen", "theme merge s spare other", "theme restore s spare",
                      "theme split s spare pay time", "theme restore s spare", "theme retire s spare", "stale s q",
                      "framework freeze s advice", "framework unfreeze s advice"):
            lea(words)
        # Comments, responses and codings.
        lea("comment segment s q c --response c=0:23")
        lea("response split s q c --at 8:9 --into d")
        for words in ("response list s q --coder ada --state unseen", "response show s q c", "coding show s q c",
                      "coding set s q c --theme time", "coding put s q d pay", "coding take s q d pay", "coding finish s q d",
                      "coding reopen s q d", "coding set s q d --uncoded", "look s q", "who s ", "look s --away"):
            ada(words)
        self.run_as("bo", "coding set all q c --theme pay")
        self.run_as("bo", "coding set all q d --theme pay")
        queued = self.file("queued.json", json.dumps({"commands": [{"id": "o1", "base": position(), "command": {
            "type": "set_coding", "question": "q", "response": "d", "themes": ["time"]}}]}))
        ada(f"send s {queued}")
        codings = self.file("codings.csv", "item_id,question,coder,labels\ni1,q3,ada,pay\ni1,q3,bo,time\n")
        lea(f"import s {codings} --format codings")
        lea("recode s q --with time --put pay --reason Agreed --dry-run")
        # Rounds, layers, adjudication.
        lea("question add s q2 --text How?")
        for comment in ("c1", "c2"):
            lea(f"comment add s q2 {comment} --respondent p --text Slowly.")
        lea("round open s first --question q2 --coder ada --per-response 1")
        taken = json.loads(ada("--json round next s first q2"))["response"]["response"]
        ada(f"round release s first q2 {taken}")
        for words in ("round staff s first q2 --coder ada --coder bo", "round status s ", "round list s ", "round status s first",
                      "round close s first", "round reopen s first", "round close s first"):
            lea(words)
        lea("round open s split --question q2 --coder uma --unitizing")
        for words in ("layer set all q2 c1 --unit 0:6=pay", "layer show all q2 --comment c1", "layer show all q2"):
            self.run_as("uma", words)
        lea("round close s split")
        lea("layer adopt s q2 uma --reason Hers --codings copy")
        for words in ("disagreements s q", "settle s q c --theme pay --reason So", "settle s q c --open-again --reason No"):
            lea(words)
        # Figures, and where they come from.
        for words in ("counts s q", "connections s q", "progress s ", "progress s q", "agreement s q", "agreement questions s ",
                      "agreement timeline s q", "agreement diagnosis s q", "agreement same-texts s q", "agreement data s q",
                      "agreement unitizing s q2", "evidence s q pay", "evidence s q pay --with time", "evidence s q --progress ada",
                      "evidence s q --agreement", "evidence s q2 --unitizing", "diff s q pay --from 1", "diff s q pay --with time --from 1",
                      "diff s q --progress ada --from 1", "diff s q --agreement --from 1", "diff s --from 1", "history s ", "events s "):
            lea(words)
        items = self.file("items.json", json.dumps({"items": [["y", "y"], ["y", "n"], ["n", "n"]]}))
        self.assertIn("krippendorff_alpha", lea(f"agreement compute {items} --on-server"))
        # Notes, people, erasure.
        for words in ("memo write s m --about theme --id pay --text Wide?", "memo list s --about theme:pay", "memo show s m",
                      "memo remove s m", "quote choose s k --question q --response d --theme pay --wording Pay", "quote list s ",
                      "quote show s k", "quote remove s k", "member-check record s k --question q --by Two --outcome Yes",
                      "member-check list s ", "member-check remove s k", f"sign-off add s {position()} --statement Checked",
                      "sign-off list s ", "member role s bo adjudicator", "member name s bo Bo", "member remove s bo",
                      "member pseudonymise s bo --reason Left", "erasure request s e --respondent p",
                      "erasure review s e --ground consent_withdrawn --reason Asked", "erasure decide s e --grant --reason Yes",
                      "erasure execute s e", "erasure list s ", "erasure show s e", "erasure certificate s e"):
            lea(words)
        signed = json.loads(lea("--json sign-off list s "))["sign_offs"][0]["at"]
        lea(f"sign-off remove s {signed}")
        lea(f"undo s {position()} --reason Mistake")
        # The record, and who is told of it.
        note = self.file("checkpoint", lea("audit checkpoint s "))
        for words in ("audit key", f"audit check s --against {note}", "audit prove s 2", f"audit bundle s --out {self.folder}/b.tar",
                      "rebuild s ", "rebuild s --status", "subscription add s hook --webhook https://hooks.example/v",
                      "subscription add s pull --after 0", "subscription list s ", "subscription show s hook",
                      "subscription pause s hook", "subscription secret s hook", "subscription dead s hook",
                      "subscription redeliver s hook --all", "subscription read s pull", "subscription ack s pull 1",
                      "subscription remove s hook"):
            lea(words)

        reached = self.operations()
        self.assertNotIn(None, reached, "the client asks for what the document does not know")
        self.assertEqual(set(DOCUMENT.operations) - reached, set(), "no command of verbatim reaches these operations")
        own = {command for command, operation in OWN_OPERATION.items() if operation in reached}
        self.assertEqual(COMMANDS - self.commands() - own, set(), "no command of verbatim sends these commands")
        self.every_event_is_told("all")

    def every_event_is_told(self, study):
        """What changed by each event alone is said in words, whatever it is."""
        events = self.lea.ok("GET", f"/v1/studies/{study}/events?limit=1000")["events"]
        self.assertGreater(len({event["type"] for event in events}), 40, "nearly every type there is")
        for event in events:
            at = event["position"]
            with self.subTest(event["type"], position=at):
                diff = self.lea.ok("GET", f"/v1/studies/{study}/diff?from={at - 1}&to={at}")
                self.assertTrue(diff["words"], diff)
                self.assertEqual(self.lea.ok("GET", f"/v1/studies/{study}/diff?from={at}&to={at}")["words"], [])

    def test_a_response_is_split_moved_and_joined(self):
        lea = self.study("split")
        place = lambda: [(one["response"], one["begin"], one["end"], one["text"]) for one in
                         self.lea.ok("GET", "/v1/studies/split/questions/q/responses?comment=c")["responses"]]
        lea("comment add s q other --respondent p --text Else.")
        self.assertIn("Comment c is 2 responses now", lea("response split s q c --at 8:9 --into d"))
        self.assertEqual(place(), [("c", 0, 8, "No time."), ("d", 9, 23, "No pay at all.")])
        lea("response split s q d --at 15 --into e")
        lea("response move s q d --end 16")  # and e begins there: it touched
        self.assertEqual(place(), [("c", 0, 8, "No time."), ("d", 9, 16, "No pay "), ("e", 16, 23, "at all.")])
        lea("response move s q d --end 15")
        self.assertEqual([(begin, end) for _, begin, end, _ in place()], [(0, 8), (9, 15), (15, 23)])
        self.assertIn("does not stand beside", self.refused("lea", "response join split q c e"))
        self.assertIn("within", self.refused("lea", "response split split q c --at 8 --into f"))
        lea("response join s q e d")
        self.assertEqual(place(), [("c", 0, 8, "No time."), ("d", 9, 23, "No pay at all.")])
        self.run_as("ada", "coding set split q d --theme pay")
        self.assertIn("coded", self.refused("lea", "response join split q c d"))
        lea("response join s q c d --codings keep")
        self.assertEqual(place(), [("c", 0, 23, TEXT)])
        self.assertRegex(lea("response show s q c"), r"ada +pay +yes")
        unknown = self.lea.call("GET", "/v1/studies/split/questions/q/responses?comment=none")
        self.assertEqual((unknown.status, unknown.problem, unknown.json["field"]), (404, "unknown_comment", "comment"))

    def test_two_who_split_a_comment_at_once_do_not_overwrite_each_other(self):
        lea = self.study("race")
        lea("response split s q c --at 8:9 --into d")
        send = lambda segments, **more: self.lea.call("POST", "/v1/studies/race/commands", {"commands": [
            {"type": "segment_comment", "question": "q", "comment": "c", **more,
             "segments": [dict(zip(("response", "begin", "end"), one)) for one in segments]}]})
        place = lambda: [(one["response"], one["begin"], one["end"]) for one in
                         self.lea.ok("GET", "/v1/studies/race/questions/q/responses?comment=c")["responses"]]
        for words, meanwhile in (("response split race q d --at 15 --into e", [("c", 0, 8), ("d", 10, 23)]),
                                 ("response join race q c d", [("c", 0, 8), ("d", 11, 23)]),
                                 ("response move race q d --begin 12", [("c", 0, 7), ("d", 11, 23)])):
            with self.subTest(words):
                def before(method, target):
                    if method == "POST":  # the client has read, and is about to write
                        self.recorder.before = None
                        self.assertEqual(send(meanwhile).status, 200)
                self.recorder.before = before
                said = self.refused("lea", words)
                self.assertEqual(place(), meanwhile)
                self.assertIn("has changed", said)
                self.assertRegex(said, rf"since then:\n +{self.lea.position('race')}  \S+  lea  \S")
        stale = send([("c", 0, 8)], base=3)
        self.assertEqual((stale.status, stale.problem, stale.json["field"]), (409, "stale_condition", "/commands/0/base"))
        self.assertEqual([event["position"] for event in stale.json["events"]], stale.json["between"])
        self.assertEqual(len(stale.json["between"]), 4)
        self.assertEqual(stale.json["between"][-1], stale.json["position"])
        self.assertEqual(send(place(), base=3).json["events"], 0)  # it is so already
        self.assertEqual(send([("c", 0, 8)], base=stale.json["position"]).status, 200)
        for words in ("response move race q c --end 9", "comment segment race q c --response c=0:10 --base 3"):
            (self.refused if "--base" in words else self.run_as)("lea", words)
        queue = lambda base, end: self.lea.ok("POST", "/v1/studies/race/offline", {"commands": [
            {"id": f"q{base}-{end}", "base": base, "command": {
                "type": "segment_comment", "question": "q", "comment": "c",
                "segments": [{"response": "c", "begin": 0, "end": end}]}}]})["results"][0]
        self.assertEqual(queue(3, 5)["problem"]["type"], "/problems/stale_condition")
        ahead = self.lea.position("race") + 1
        self.assertEqual(queue(ahead, 5)["problem"]["type"], "/problems/future_moment")
        self.assertEqual(send([("c", 0, 5)], base=ahead).problem, "future_moment")
        self.assertTrue(queue(self.lea.position("race"), 5)["accepted"])

    def test_what_is_replaced_by_nothing_is_said_to_be(self):
        lea = self.study("none")
        lea("settle s q c --theme pay --reason So")
        for words in ("settle none q c --reason x", "settle none q c --uncoded --theme pay --reason x",
                      "settle none q c --open-again --theme pay --reason x", "settle none q c --open-again --uncoded --reason x"):
            with self.subTest(words):
                self.refused("lea", words)
        self.assertIn("Settled", lea("settle s q c --uncoded --reason x"))
        lea("question add s q2 --text How?")
        lea("comment add s q2 c1 --respondent p --text Slowly.")
        lea("round open s split --question q2 --coder uma --unitizing")
        self.run_as("uma", "layer set none q2 c1 --unit 0:6=pay")
        self.assertIn("--uncoded", self.refused("uma", "layer set none q2 c1"))
        self.assertIn("--uncoded", self.refused("uma", "layer set none q2 c1 --uncoded --unit 0:6=pay"))
        self.assertIn("Set 0 units", self.run_as("uma", "layer set none q2 c1 --uncoded"))

    def test_whatever_can_be_read_of_an_earlier_moment_can_be_from_the_command_line(self):
        lea = self.study("past")
        lea("question add s q2 --text How?")
        lea("comment add s q2 c1 --respondent p --text Slowly.")
        self.run_as("ada", "coding set past q c --theme pay")
        lea("round open s split --question q2 --coder uma --unitizing")
        self.run_as("uma", "layer set past q2 c1 --unit 0:6=pay")
        lea("round close s split")
        for words in ("memo write s m --about theme --id pay --text Wide?", "memo write s of-r --about response --question q --id c --text R",
                      "quote choose s k --question q --response c --theme pay --wording Pay",
                      "member-check record s k --question q --by Two --outcome Yes", "sign-off add s 1 --statement Checked",
                      "erasure request s e --respondent p", "erasure review s e --ground consent_withdrawn --reason Asked",
                      "erasure decide s e --grant --reason Yes", "erasure execute s e"):
            lea(words)
        then = self.lea.position("past")
        self.recorder.requests.clear()
        for words in ("study show s ", "policy show s ", "member list s ", "theme list s ", "theme show s pay", "stale s q",
                      "memo list s ", "memo show s m", "quote list s ", "quote show s k", "member-check list s ", "sign-off list s ",
                      "erasure list s ", "erasure show s e", "erasure certificate s e", "response list s q", "response show s q c",
                      "layer show s q2", "counts s q", "connections s q",
                      "progress s ", "progress s q", "agreement s q", "agreement questions s ", "agreement timeline s q",
                      "agreement diagnosis s q", "agreement same-texts s q", "agreement data s q", "agreement unitizing s q2",
                      "evidence s q pay", "evidence s q pay --with time", "evidence s q --progress ada", "evidence s q --agreement",
                      "evidence s q2 --unitizing", "history s ", "round status s ", "round status s split", "disagreements s q"):
            lea(f"{words} --as-of {then}")
        self.run_as("ada", f"coding show past q c --as-of {then}")
        self.run_as("uma", f"layer show past q2 --comment c1 --as-of {then}")
        reached = {DOCUMENT.operation_of(method, target) for method, target, _ in self.recorder.requests if f"as_of={then}" in target}
        past = {name for name, parameters in DOCUMENT.parameters.items() if "as_of" in parameters}
        self.assertEqual(past - reached - {"readEvents"}, set(), "of these no command reads an earlier moment")
        self.assertNotIn("\nk ", lea("quote list s --as-of 3"))
        self.assertRegex(lea(f"quote list s --as-of {then}"), r"(?m)^k +pay ")
        self.assertIn(f"up to position {then - 3};", lea(f"agreement timeline s q --as-of {then - 3}"))
        self.assertIn("events at that moment", self.refused("lea", f"agreement timeline past q --as-of 9 --at 10"))

    def test_lists_of_notes_are_whole_however_many_pages_they_have(self):
        lea = self.study("notes")
        lea("coding put notes q c pay")
        for n in range(101):
            self.lea.ok("PUT", f"/v1/studies/notes/memos/m{n}", {"about": {"kind": "study"}, "audience": "team", "text": "Note."})
            self.lea.ok("PUT", f"/v1/studies/notes/quotes/k{n}", {"question": "q", "response": "c", "theme": "pay", "wording": "Pay."})
        for kind in ("memo", "quote"):
            listed = json.loads(lea(f"--json {kind} list notes"))
            self.assertEqual((len(listed[f"{kind}s"]), listed["next"]), (101, None))
            self.assertRegex(lea(f"{kind} list notes"), rf"(?m)^{kind[0] if kind == 'memo' else 'k'}100 ")

    def test_columns_that_are_none_are_left_out_where_that_is_asked_for(self):
        lea = self.study("columns")
        file = self.file("extra.csv", "item_id,question,coder,labels,Row number,mood\ni1,q,ada,pay,1,cross\n")
        self.assertIn("--ignore-other-columns", self.refused("lea", f"import columns {file} --format codings"))
        self.assertIn("Left out, as no columns of an import: Row number, mood.",
                      lea(f"import s {file} --format codings --ignore-other-columns"))
        slip = self.file("slip.csv", "item_id,question,codr,labels\ni1,q,ada,pay\n")
        self.assertIn("did you mean coder?",
                      self.refused("lea", f"import columns {slip} --format codings --ignore-other-columns"))

    def test_what_is_wrong_in_a_file_is_said_with_its_name_and_line(self):
        self.study("files")
        for name, content, said in (("latin.csv", "item_id,question,text\n1,q,Zeit f\xfcr alles\n".encode("latin-1"), "line 2, column 3 (text), character 11: this is not UTF-8"),
                                    ("semicolons.csv", b"item_id;question;text\n", "line 1, column 1: the columns seem to be separated by semicolons"),
                                    ("rows.csv", b"17,q,Hello\n", "put the line that names the columns before it"),
                                    ("short.csv", b"item_id,question,text\n1,q\n", "fewer columns than the first line, which names 3"),
                                    ("sheet.xlsx", b"PK\x03\x04\x14\x00", "a spreadsheet or an archive"),
                                    ("empty.csv", b"", "the file is empty")):
            with self.subTest(name):
                path = self.folder / name
                path.write_bytes(content)
                told = self.refused("lea", f"import files {path} --format comments")
                self.assertRegex(told, rf"(The file is not acceptable CSV|Text is not UTF-8): {path}, line \d")
                self.assertIn(said, told)
                self.assertNotIn("header", told)

    def test_the_responses_are_a_table_for_other_programs(self):
        lea = self.study("table")
        self.run_as("lea", ["comment", "add", "table", "q", "c2", "--respondent", "p", "--text", 'He said "no", twice.'])
        lea("respondent add s p2")
        lea("comment add s q c3 --respondent p2 --text Never.")
        lea("response split s q c --at 8:9 --into d")
        self.run_as("ada", "coding set table q c --theme time --theme pay")
        self.run_as("ada", "coding set table q c2 --uncoded")
        self.run_as("bo", "coding put table q c pay")
        rows = lambda text: list(csv.DictReader(io.StringIO(text)))
        table = rows(self.run_as("lea", "response list table q --csv"))
        self.assertEqual(list(table[0]), ["question", "comment", "response", "begin", "end", "respondent", "group", "text", "erased",
                                          "not_finished", "coder:ada", "coder:bo"])
        self.assertEqual([tuple(row.values()) for row in table], [
            ("q", "c", "c", "0", "8", "p", "g", "No time.", "no", "bo", "pay;time", "pay"),
            ("q", "c2", "c2", "0", "20", "p", "g", 'He said "no", twice.', "no", "", "[]", ""),
            ("q", "c3", "c3", "0", "6", "p2", "", "Never.", "no", "", "", ""),
            ("q", "c", "d", "9", "23", "p", "g", "No pay at all.", "no", "", "", "")])
        settled = rows(self.run_as("lea", "response list table q --csv --basis settled"))
        self.assertEqual([row["themes"] for row in settled], ["pay;time", "[]", "", ""])
        self.assertNotIn("coder:ada", settled[0])
        self.assertEqual(list(settled[0])[8:], ["erased", "themes", "settled", "disputed"])
        self.assertIn("--coder", self.refused("lea", "response list table q --csv --basis any --coder ada"))
        of_ada = rows(lea("response list s q --csv --basis any --coder ada --state finished"))
        self.assertEqual([row["response"] for row in of_ada], ["c", "c2"])
        self.assertEqual([row["themes"] for row in rows(self.run_as("lea", "response list table q --csv --basis all"))], ["pay;time", "[]", "", ""])
        # Page by page it is the same table.
        Q = "/v1/studies/table/questions/q/responses"
        target, pages = f"{Q}?format=csv&limit=1", []
        while target:
            answer = self.lea.call("GET", target)
            pages += rows(answer.body.decode())
            target = answer.headers["Link"][1:].split(">")[0] if "Link" in answer.headers else None
            self.run_as("uma", "coding set table q c3 --uncoded")  # later than the table
        self.assertEqual(pages, table)
        self.assertEqual(len(rows(self.run_as("lea", "response list table q --csv --limit 1"))), 1)
        one = rows(self.run_as("lea", "response list table q --csv --coder ada --state finished"))
        self.assertEqual([(row["response"], row["coder:ada"]) for row in one], [("c", "pay;time"), ("c2", "[]")])
        self.assertNotIn("coder:bo", one[0])
        for query in ("basis=any", "format=csv&basis=coder:ada", "format=xlsx", "format=csv&limit=1001"):
            with self.subTest(query):
                self.assertEqual(self.lea.call("GET", f"{Q}?{query}").status, 422)
        # Blind: their own column alone, and nothing of the team's.
        lea("round open s blind --question q --coder bo --coder uma --blind")
        own = rows(self.run_as("bo", "response list table q --csv"))
        self.assertEqual(own[0]["coder:bo"], "pay")
        self.assertNotIn("coder:ada", own[0])
        self.assertIn("blind", self.refused("bo", "response list table q --csv --basis any"))
        self.assertIn("blind", self.refused("bo", "response list table q --csv --coder ada"))
        lea("round close s blind")
        # Settled, and seen by nobody: no basis but that one has it.
        lea("settle s q d --theme time --reason So")
        team = lambda basis: rows(lea(f"response list s q --csv --basis {basis}"))[3]["themes"]
        self.assertEqual([team(basis) for basis in ("settled", "majority", "any", "all")], ["time", "", "", ""])
        # Erased for good.
        for words in ("erasure request s e --respondent p2", "erasure review s e --ground consent_withdrawn --reason Asked",
                      "erasure decide s e --grant --reason Yes", "erasure execute s e"):
            lea(words)
        table = {row["response"]: row for row in rows(self.run_as("lea", "response list table q --csv"))}
        self.assertEqual((table["c3"]["text"], table["c3"]["erased"], table["c"]["erased"]), ("", "yes", "no"))
        # Ids that would read as two.
        lea("member add s a;b coder")
        half_done = self.server.client("a;b", "coder")
        half_done.ok("PUT", f"{Q}/d/codings/a%3Bb", {"themes": ["pay"], "finished": False})
        self.assertIn("coder 'a;b' cannot stand in CSV", self.refused("lea", "response list table q --csv"))
        half_done.ok("PUT", f"{Q}/d/codings/a%3Bb", {"themes": ["pay"]})
        lea("theme add s a;b --label AB")
        self.run_as("ada", "coding set table q d --theme a;b")
        self.assertIn("theme 'a;b' cannot stand in CSV", self.refused("lea", "response list table q --csv"))

    def test_a_response_says_how_it_is_settled(self):
        lea = self.study("says")
        Q = "/v1/studies/says/questions/q/responses"
        self.run_as("ada", "coding set says q c --theme time")
        self.run_as("bo", "coding set says q c --theme pay")
        row = lambda: [next(csv.DictReader(io.StringIO(lea("response list s q --csv --basis settled"))))[name]
                       for name in ("themes", "settled", "disputed")]
        self.assertIsNone(self.lea.ok("GET", f"{Q}/c")["settled"])
        self.assertNotIn("Settled as", lea("response show s q c"))
        self.assertEqual(row(), ["[]", "no", "yes"], "nobody has said none")
        before = self.lea.position("says")
        self.run_as("lea", ["settle", "says", "q", "c", "--uncoded", "--reason", "Neither of them."])
        self.assertEqual(row(), ["[]", "yes", "yes"])
        self.assertIn("Settled as none by lea", lea("response show s q c"))
        self.run_as("lea", ["settle", "says", "q", "c", "--theme", "pay", "--reason", "It is pay."])
        settled = self.lea.ok("GET", f"{Q}/c")["settled"]
        event = self.lea.ok("GET", f"/v1/studies/says/events?after={before + 1}")["events"][0]
        self.assertEqual(settled, {"themes": ["pay"], "by": "lea", "position": before + 2, "time": event["time"], "reason": "It is pay."})
        for query in ("", "?coder=ada"):
            self.assertEqual(self.lea.ok("GET", Q + query)["responses"][0]["settled"], settled)
        self.assertEqual(self.lea.ok("GET", f"{Q}/c?as_of={before + 1}")["settled"]["themes"], [])
        shown = lea("response show s q c")
        self.assertIn(f"Settled as pay by lea, {event['time']}, at position {before + 2}: It is pay.", shown)
        self.assertRegex(lea("response list s q"), r"Settled")
        # Blind: what the team has come to is not theirs to see.
        lea("round open s blind --question q --coder bo --coder uma --blind")
        for words in ("--json response show says q c", "--json response list says q"):
            answer = json.loads(self.run_as("bo", words))
            self.assertIsNone(answer.get("responses", [answer])[0]["settled"])
        self.assertEqual(json.loads(self.run_as("ada", "--json response show says q c"))["settled"], settled)
        lea("round close s blind")
        self.assertEqual(json.loads(self.run_as("bo", "--json response show says q c"))["settled"], settled)
        lea("settle s q c --open-again --reason No")
        self.assertIsNone(self.lea.ok("GET", f"{Q}/c")["settled"])
        self.lea.ok("POST", "/v1/studies/says/undo", {"position": self.lea.position("says"), "reason": "Yes, settled."})
        again = self.lea.ok("GET", f"{Q}/c")["settled"]
        self.assertEqual((again["themes"], again["reason"]), (["pay"], "Yes, settled."))

    def test_an_import_that_was_taken_back_is_imported_anew(self):
        lea = self.study("anew")
        words = f"import s {self.file('anew.csv', 'item_id,question,coder,labels' + chr(10) + 'i1,q,ada,pay' + chr(10))} --format codings"
        codings = lambda: self.lea.ok("GET", "/v1/studies/anew")["totals"]["assignments"]
        self.assertRegex(lea(words), r"(?m)^Imported$")
        first = self.lea.position("anew")
        self.assertIn(f"Already imported at position {first}; nothing was done again", lea(words))
        lea(f"undo s {first} --reason Slip")
        undone = self.lea.position("anew")
        self.assertEqual(codings(), 0)
        self.assertIn("Imported anew: it was taken back at position", lea(words))
        self.assertEqual(codings(), 1)
        again = self.lea.position("anew")
        self.assertGreater(again, undone)
        self.assertIn(f"Already imported at position {again}; nothing was done again", lea(words))
        self.assertEqual(self.lea.position("anew"), again)
        lea(f"undo s {again} --reason Slip")
        self.assertIn("Imported anew", lea(words))
        lea(f"undo s {self.lea.position('anew')} --reason Slip")
        self.assertRegex(lea(f"{words} --key mine"), r"(?m)^Imported$")
        own = self.lea.position("anew")
        lea(f"undo s {own} --reason Slip")
        self.assertIn("taken back at", lea(f"{words} --key mine"))
        self.assertEqual(codings(), 0)

    def test_who_errs_is_answered_in_the_words_of_the_command_line(self):
        self.study("words")
        for words, said in (("memo write words m --about response --id c --text R", ("at:  --question", "which question")),
                            ("counts words q --as-of yesterday", ("at:  --as-of",)),
                            ("counts words q --framework nope", ("at:  --framework",)),
                            ("counts words nope", ("question 'nope'",)),
                            ("theme add words t --label T --parent nope", ("at:  --parent",)),
                            ("coding set words q c --theme nope", ("at:  --theme",)),
                            ("round status words nope", ("`verbatim round list` lists them",)),
                            ("counts words q --bsis any", ("no option --bsis of `verbatim counts`", "Did you mean --basis?")),
                            ("counts words q --tokn x", ("Did you mean --token?",)),
                            ("counts words q --zzzzzzzz", ("no option --zzzzzzzz", "--help")),
                            ("counts words q one", ("takes no further word: 'one'",)),
                            ("conts words q", ("Did you mean 'counts'?",))):
            with self.subTest(words):
                told = self.refused("lea", words)
                for part in said:
                    self.assertIn(part, told)
                self.assertNotIn("/commands", told)
        lea = self.lea
        lea.commands("words", {"type": "add_member", "member": "kim", "role": "coder"})
        kim = self.server.client("kim", "lead")
        self.tokens["kim"] = kim.token
        told = self.refused("kim", "theme add words t --label T")
        self.assertIn("'kim' has the role coder in this study", told)
        self.assertIn("verbatim member role", told)
        self.assertIn("There never was an erasure 'e'", self.refused("lea", "history words erasure e"))
        self.run_as("lea", "member name words kim Kim")
        self.run_as("lea", "member pseudonymise words kim --reason Left")
        self.assertNotIn("espondent", self.refused("lea", "member name words kim Kim"))

    def test_what_to_do_is_said_in_commands_and_options(self):
        lea = self.study("spoken")
        self.run_as("ada", "coding set spoken q c --theme pay")
        self.run_as("lea", "question add spoken q2 --text How?")
        self.run_as("lea", "comment add spoken q2 c1 --respondent p --text Slowly.")
        lea("round open s split --question q2 --coder uma --unitizing")
        lea("subscription add s pushed --webhook https://hooks.example/verbatim")
        lea("subscription add s pulled")
        lea("sign-off add s 3 --statement First")
        for who, words, said in (
                ("lea", "response split spoken q c --at 8:9 --into d", ("at:  --codings", "--codings keep, copy or withdraw.")),
                ("lea", "response move spoken q c --end 400", ("at:  response", "Responses must")),
                ("lea", "response join spoken q c c", ("beside",)),
                ("lea", "comment segment spoken q c --response c=0:12 --response b=11:20",
                 ("`verbatim policy set --segments-may-overlap yes`",)),
                ("uma", "layer set spoken q2 c1 --unit 0:4=pay --unit 2:5=time",
                 ("at:  --unit", "`verbatim policy set --segments-may-overlap yes`")),
                ("lea", "history spoken coding c", ("Something is missing", "at:  --coder", "Give --coder MEMBER.")),
                ("lea", "history spoken coding c --coder ada", ("at:  --question", "Give --question QUESTION.")),
                ("lea", "history spoken theme", ("at:  id", "Name its id")),
                ("lea", "sign-off add spoken 9999 --statement X", ("at:  position",)),
                ("lea", "sign-off add spoken 3 --statement Other", ("`verbatim sign-off remove`",)),
                ("lea", "subscription add spoken x --webhook nonsense", ("at:  --webhook",)),
                ("lea", "subscription add spoken pushed", ("at:  --webhook",)),
                ("lea", "subscription add spoken x --type nonsense", ("at:  --type", "Types are study_opened,")),
                ("lea", "subscription read spoken pushed", ("without --webhook",)),
                ("lea", "subscription ack spoken pushed 1", ("without --webhook",)),
                ("lea", "subscription dead spoken pulled", ("with --webhook",)),
                ("lea", "subscription redeliver spoken pushed", ("at:  position", "Name positions, or give --all.")),
                ("lea", "recode spoken q --with pay", ("at:  --put", "Give --take, --put or both."))):
            with self.subTest(words):
                told = self.refused(who, words)
                for part in said:
                    self.assertIn(part, told)
                self.assertNotRegex(told, r'\bat:  /|[a-z]=\.|"\w+":|set_policy|Make one of|kind pull')

    def test_every_refusal_says_what_to_do(self):
        lea = self.study("mend")
        lea("round open s first --question q --coder bo --per-response 1")
        queue = self.file("no-base.json", json.dumps({"commands": [
            {"id": "o1", "base": 3, "command": {"type": "finish_coding", "question": "q", "response": "c"}},
            {"id": "o2", "command": {"type": "finish_coding", "question": "q", "response": "c"}}]}))
        bare = self.file("bare.json", json.dumps([{"id": "o1"}]))
        for who, words, said in (
                ("ada", f"send mend {queue}", (f"at:  {queue} /commands/1/base",)),
                ("ada", f"send mend {bare}", ("not an object", '{"commands": [{"id": "o1", "base": 12,')),
                ("lea", "erasure request mend e --respondent p --received 2026-13-01", ("on a day such as",)),
                ("lea", "erasure request mend e --respondent p --received 2999-01-01", ("The day is in the future",)),
                ("ada", "coding set mend q c --theme pay", ("An owner or a lead may add them to the round (`verbatim round staff`)",)),
                ("ada", "round next mend first q", ("An owner or a lead may add them first (`verbatim round staff`)",)),
                ("lea", "member role mend zed coder", ("no member 'zed' in this study", "add them first (`verbatim member add`)")),
                ("lea", "round release mend first q w99", ("no response 'w99' of this question",)),
                ("lea", "settle mend q c --theme pay", ("--reason is required.", "`verbatim settle --help`")),
                ("lea", "response list mend q --basis any", ("--basis needs --csv.", "at:  --basis", "Give --csv as well")),
                ("lea", "counts mend q --basis any --layer ada", ("does not go with", "Leave one of them out")),
                ("lea", "undo mend x --reason R", ("'x' is not a whole number", "at:  position")),
                ("lea", "counts mend q --by member", ("'member' is not taken here", "at:  --by", "one of these: group.")),
                ("lea", "counts mend q --limit", ("Something must stand behind --limit.", "at:  --limit")),
                ("lea", "policy set mend", ("What to change is required.", "`verbatim policy set --help`")),
                ("lea", "agreement mend q --coefficient kappa", ("no coefficient", "Give one of these or several")),
                ("lea", "counts mend q --basis ada", ("at:  --basis", "coder: and their id")),
                ("lea", "counts mend q --as-of yesterday", ("at:  --as-of", "leave it out for what is so now")),
                ("lea", "undo mend 999 --reason R", ("The study has no event 999: its last is", "(`verbatim events`)"))):
            with self.subTest(words):
                told = self.refused(who, words)
                for part in (*said, "verbatim: "):
                    self.assertIn(part, told)
                self.assertTrue("\n  fix: " in told or "is missing" in told, told)

    def test_what_is_shown_explains_itself(self):
        lea = self.study("show")
        self.run_as("lea", ["comment", "add", "show", "q", "two", "--respondent", "p", "--text", "One.\nTwo."])
        self.assertIn("One.⏎Two.", lea("response list s q"))
        self.assertIn("\nOne.\nTwo.\n", lea("response show s q two"))
        self.run_as("lea", ["memo", "write", "show", "m", "--about", "study", "--text", "First\nThen"])
        self.assertIn("First⏎Then", lea("memo list s "))
        self.assertRegex(lea("memo show s m"), r"Text +First\n +Then\n")
        self.run_as("lea", ["theme", "add", "show", "more", "--label", "More", "--example", "No, not that", "--example", "Yes"])
        told = lea("theme show s more")
        self.assertRegex(told, r"Examples +No, not that\n +Yes\n")
        self.assertRegex(told, r"Origin +the codebook as it began\n")
        self.assertRegex(told, r"Meaning +as it was added\n")
        self.assertNotIn("eant since", told)
        lea("theme revise s more --definition Other")
        self.assertRegex(lea("theme show s more"), r"Meaning +since revision \d+ of the codebook\n")
        # Quotes by question and by pages.
        lea("question add s q2 --text How?")
        lea("comment add s q2 c1 --respondent p --text Slowly.")
        for quote, question, response in (("k1", "q", "c"), ("k2", "q", "two"), ("k3", "q2", "c1")):
            self.run_as("ada", f"coding put show {question} {response} pay")
            lea(f"quote choose s {quote} --question {question} --response {response} --theme pay --wording Pay")
        of = lambda more: re.findall(r"(?m)^k\d", lea(f"quote list s {more}"))
        self.assertEqual([of(""), of("--question q2"), of("--limit 1"), of("--after k1"), of("--after k1 --limit 1")],
                         [["k1", "k2", "k3"], ["k3"], ["k1"], ["k2", "k3"], ["k2"]])
        # The policy, from nothing and back to it.
        before = self.lea.position("show")
        lea("policy set s --suppress-below 5")
        self.assertIn("groups below 5 are not shown; those of any size were.", lea(f"diff s --from {before}"))
        then = self.lea.position("show")
        lea("policy set s --suppress-below 0")
        self.assertIn("groups of any size are shown; those below 5 were not.", lea(f"diff s --from {then}"))
        # Of a layer, what is erased in it.
        lea("round open s split --question q2 --coder ada --coder bo --unitizing")
        self.run_as("ada", "layer set show q2 c1 --unit 0:6=pay")
        lea("round close s split")
        for words in ("erasure request s e --respondent p", "erasure review s e --ground consent_withdrawn --reason Asked",
                      "erasure decide s e --grant --reason Yes", "erasure execute s e --despite-repeats"):
            lea(words)
        self.assertIn("1 comment of 1 respondent erased", lea("counts s q2 --layer ada"))
        self.assertNotIn("erased", lea("counts s q2 --layer bo"))

    def test_what_is_not_shown_of_a_small_group_does_not_blame_the_token(self):
        self.study("few")
        self.run_as("ada", "coding set few q c --theme pay")
        self.run_as("lea", "policy set few --suppress-below 5")
        told = self.refused("lea", "evidence few q pay --basis any --group g")
        self.assertIn("Figures of this group are not shown", told)
        self.assertNotIn("token", told)

    def test_a_token_that_does_not_fit_its_study_is_made_with_a_note(self):
        lea = self.study("fit")
        def make(study, name, role, *more):
            run = subprocess.run([BIN / "verbatim", "token", "create", "--data", self.server.data, "--name", name, "--role", role,
                                  *(("--study", study) if study else ()), *more], capture_output=True, text=True, timeout=120)
            self.assertEqual(run.returncode, 0, run.stderr)
            self.assertRegex(run.stdout, r'^(vbt_\S+|\{"token":"vbt_\S+"\})\n$')
            return run.stderr
        self.assertIn("There is no study 'fitt'", make("fitt", "ada", "coder"))
        self.assertIn("fit", make("fitt", "ada", "coder", "--json"))
        self.assertEqual(make("fit", "ada", "coder"), "")
        self.assertEqual(make("fit", "new", "coder"), "")
        self.assertEqual(make("fit", "ada", "owner"), "", "an owner's token stands above")
        self.assertEqual(make(None, "ada", "lead"), "")
        told = make("fit", "ada", "lead")
        self.assertIn("'ada' has the role coder in study 'fit'", told)
        self.assertIn("`verbatim member role fit ada lead`", told)
        lea("member role s ada lead")
        self.assertEqual(make("fit", "ada", "lead"), "")
        self.assertIn("has the role lead", make("fit", "ada", "coder"))
        lea("member remove s ada")
        self.assertIn("was removed", make("fit", "ada", "lead"))
        with tempfile.TemporaryDirectory() as empty:
            run = self.server.verbatim("token", "create", "--data", empty, "--name", "a", "--role", "coder", "--study", "s")
            self.assertTrue(run.startswith("vbt_"))

    def test_a_theme_goes_into_the_only_framework(self):
        lea = lambda words: self.run_as("lea", words)
        lea("study open only --title S")
        lea("framework add only advice --label Advice")
        framework = lambda theme: self.lea.ok("GET", f"/v1/studies/only/themes/{theme}")["framework"]
        lea("theme add only listen --label Listen")
        self.assertEqual(framework("listen"), "advice")
        lea("framework add only needs --label Needs")
        told = self.refused("lea", "theme add only pay --label Pay")
        self.assertIn("advice, needs", told)
        self.assertIn("--framework", told)
        lea("theme add only pay --label Pay --framework needs")
        lea("theme add only pay --label Pay")  # it is there: nothing happens, and nothing is asked
        lea("theme add only wages --label Wages --parent pay")
        self.assertEqual(framework("wages"), "needs")
        self.assertIn("at:  --parent", self.refused("lea", "theme add only x --label X --parent nope"))
        self.assertEqual([one["framework"] for one in self.lea.ok("GET", "/v1/studies/only")["frameworks"]], ["advice", "needs"])
        lea("study open none-yet --title S")
        lea("theme add none-yet pay --label Pay")
        self.assertEqual(self.lea.ok("GET", "/v1/studies/none-yet/themes/pay")["framework"], "themes")
        self.assertIn("--label", self.refused("lea", "theme add none-yet bare"))

    def test_a_codebook_goes_out_and_comes_in(self):
        lea = self.study("codebook")
        lea("framework add s needs --label Needs")
        lea("theme add s safe --label Safe --framework needs --example One --example Two --colour #3366cc --question q --inclusion In --exclusion Out")
        lea("theme add s wages --label Wages --parent pay")
        lea("theme add s old --label Old --framework themes")
        lea("theme retire s old")
        out = lea("theme list s --csv")
        self.assertEqual([row["theme"] for row in csv.DictReader(io.StringIO(out))], ["pay", "wages", "time", "safe"])
        again = lea(f"import s {self.file('again.csv', out)} --format codebook")
        self.assertNotIn("themes revised", again)
        self.assertNotIn("New themes", again)
        self.run_as("lea", "study open elsewhere --title S")
        self.run_as("lea", "question add elsewhere q --text Why?")
        self.run_as("lea", f"import elsewhere {self.file('again.csv', out)} --format codebook")
        self.assertEqual(self.run_as("lea", "theme list elsewhere --csv"), out)
        changed = out.replace("Wages,themes,pay", "What is paid,themes,").replace("time,Time", "time,Hours")
        dry = lea(f"import s {self.file('changed.csv', changed)} --format codebook --dry-run")
        self.assertRegex(dry, r"themes revised +2\n")
        self.assertRegex(dry, r"themes moved +1\n")
        self.assertEqual(lea("theme list s --csv"), out)
        coded = self.run_as("ada", "coding set codebook q c --theme time")
        self.assertIn("time", coded)
        lea(f"import s {self.file('changed.csv', changed)} --format codebook --minor")
        self.assertIn("Nothing is to be decided again", self.run_both("lea", "stale codebook q"))
        self.assertEqual(self.lea.ok("GET", "/v1/studies/codebook/themes/time")["label"], "Hours")
        self.refused("lea", f"import codebook {self.file('minor.csv', 'item_id,question,text')} --format comments --minor")
        self.assertIn("line 3", self.refused("lea", f"import codebook {self.file('wrong.csv', 'theme,parent' + chr(10) + 'a,' + chr(10) + 'b,nope' + chr(10))} --format codebook"))
        self.assertEqual(self.lea.call("GET", "/v1/studies/codebook/themes?format=xlsx").status, 422)
        self.lea.commands("codebook", {"type": "revise_theme", "theme": "pay", "examples": ["One\ntwo"]})
        self.assertIn("example of theme 'pay'", self.refused("lea", "theme list codebook --csv"))

    def test_a_theme_that_may_be_another_is_pointed_at(self):
        lea = self.study("alike")
        rows = "item_id,question,coder,labels\nc,q,ada,Pay;TIME;other\n"
        for words in ("--dry-run", ""):
            told = lea(f"import s {self.file('alike.csv', rows)} --format codings {words}")
            self.assertIn("New themes: Pay, TIME, other.", told)
            self.assertIn("which may be meant: Pay (pay), TIME (time). Labels in a file are ids", told)

    def test_a_round_has_other_coders_for_each_question_and_says_what_is_not_of_it(self):
        lea = self.study("parts")
        lea("question add s q2 --text How?")
        lea("comment add s q2 d --respondent p --text Slowly.")
        self.run_as("ada", "coding set parts q c --theme pay")
        told = self.run_both("lea", "round open parts pairs --part q ada bo --part q2 bo uma")
        self.assertIn("finished 1 coding of it before", told)
        parts = {part["question"]: [coder["coder"] for coder in part["coders"]]
                 for part in self.lea.ok("GET", "/v1/studies/parts/rounds/pairs")["parts"]}
        self.assertEqual(parts, {"q": ["ada", "bo"], "q2": ["bo", "uma"]})
        for words in ("round open parts x", "round open parts x --question q", "round open parts x --part q"):
            self.assertIn("verbatim:", self.refused("lea", words))
        self.run_as("bo", "coding set parts q c --theme pay")
        lea("round close s pairs")
        closed = self.lea.position("parts")
        self.run_as("bo", "coding set parts q c --theme time")
        told = self.run_as("lea", "agreement parts q --round pairs")
        self.assertIn(f"After round pairs was closed, 1 coding of it changed, and what they are now counts: --as-of {closed}", told)
        self.assertIn("its coders had finished 1 coding, which count in it", told)
        told = self.run_as("lea", f"agreement parts q --round pairs --as-of {closed}")
        self.assertNotIn("was closed", told)

    def test_rounds_say_what_is_whose_and_how_far_they_are(self):
        lea = self.study("rounds")
        lea("comment add s q c2 --respondent p --text Slowly.")
        self.assertIn("No round was opened", subprocess.run(
            [BIN / "verbatim", "--server", self.recorder.url, "--token", self.tokens["lea"], "round", "list", "rounds"],
            capture_output=True, text=True, timeout=120).stderr)
        lea("round open s first --question q --coder ada --coder bo --per-response 1 --blind")
        self.run_as("ada", "round next rounds first q")
        self.run_as("ada", "coding set rounds q c --theme pay")
        told = lea("round status s first")
        self.assertRegex(told, r"q +ada +1 +1\nq +bo +0 +0\n")
        self.assertIn("q: 1 place that nobody has yet", told)
        self.assertNotIn("place", self.run_as("ada", "round status rounds first"))
        self.assertRegex(lea("round list s "), r"first +open +blind +q +ada, bo +1 of 2")
        self.assertRegex(self.run_as("ada", "round list rounds"), r"first +open +blind +q +ada +1 of 1")
        then = self.lea.position("rounds")
        lea("round close s first")
        lea("round open s second --question q --coder ada --coder bo --label Again")
        self.assertIn("q: everything is for each of its coders.", lea("round status s second"))
        self.assertRegex(lea("round list s "), r"first +closed +blind .*\nsecond +open +open to all +q +ada, bo +1 of 4 +Again")
        self.assertNotIn("second", lea(f"round list s --as-of {then}"))

    def test_what_an_undo_would_do_is_told_before(self):
        lea = self.study("before")
        self.run_as("ada", "coding set before q c --theme pay --theme time")
        position = self.lea.position("before")
        told = lea(f"undo s {position} --reason Slip --dry-run")
        self.assertRegex(told, rf"Would take back position \d+ with 3 events: 1 coding_reopened, 2 theme_withdrawn; position {position}\.")
        self.assertEqual(self.lea.position("before"), position)
        lea(f"undo s {position} --reason Slip")
        self.assertIn("taken back already", self.refused("lea", f"undo before {position} --reason Slip --dry-run"))

    def test_days_are_moments_too(self):
        lea = self.study("days")
        event = self.lea.ok("GET", "/v1/studies/days/events?limit=1")["events"][0]
        today = event["time"][:10]
        self.assertIn("opened", lea(f"history s --from {today}"))
        self.assertIn("opened", lea(f"history s --from {today} --to {today}"))
        self.assertEqual(lea("history s --to 2020-01-01"), "")
        self.assertEqual(lea(f"study show s --as-of {today}"), lea("study show s "))
        self.assertIn("not been opened", self.refused("lea", "study show days --as-of 2020-01-01"))
        self.assertIn("not come", self.refused("lea", "study show days --as-of 2999-01-01"))

    def test_themes_with_one_label_are_told_apart(self):
        lea = self.study("alike")
        lea("theme add s wages --label Pay")
        self.run_as("ada", "coding set alike q c --theme pay --theme wages")
        self.run_as("bo", "coding set alike q c --theme pay")
        for words in ("counts s q", "agreement s q", "agreement s q --pairs", "agreement diagnosis s q", "connections s q --basis any"):
            with self.subTest(words):
                said = lea(words)
                self.assertIn("Pay (pay)", said)
                self.assertIn("Pay (wages)", said)

    def certificate(self, name, of):
        certificate, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                        "-addext", f"subjectAltName={of}", "-keyout", key, "-out", certificate],
                       check=True, capture_output=True)
        return str(certificate), str(key)

    def test_a_server_behind_tls_is_reached_and_verified(self):
        ours, other = self.certificate("ours", "IP:127.0.0.1,DNS:localhost"), self.certificate("other", "DNS:elsewhere.example")
        def run(url, *words, **environment):
            run = subprocess.run([BIN / "verbatim", "--server", url, "--token", self.lea.token, *words],
                                 capture_output=True, text=True, timeout=120, env={**os.environ, **environment})
            return run.returncode, run.stdout, run.stderr
        with Recorder(self.server, ours) as proxy:
            self.assertEqual(run(proxy.url, "whoami", "--ca-file", ours[0])[0], 0)
            self.assertEqual(run(proxy.url.replace("127.0.0.1", "localhost"), "whoami", "--ca-file", ours[0])[0], 0)
            code, out, err = run(proxy.url, "study", "open", "tls", "--title", "T", VERBATIM_CA_FILE=ours[0])
            self.assertEqual((code, out), (0, "Opened study tls.\n"), err)
            csv = self.file("tls.csv", "item_id,question,coder,labels\n" + "".join(f"i{n},q,ada,pay\n" for n in range(20_000)))
            self.assertEqual(run(proxy.url, "import", "tls", csv, "--format", "codings", "--ca-file", ours[0])[0], 0)
            events = run(proxy.url, "events", "tls", "--ca-file", ours[0])[1]
            self.assertEqual(len(events.splitlines()), self.lea.position("tls"))
            for options in ((), ("--ca-file", other[0])):
                code, out, err = run(proxy.url, "whoami", *options)
                self.assertEqual((code, out), (3, ""), err)
                self.assertIn("certificate verify failed", err)
                self.assertIn("--ca-file", err)
            self.assertEqual(run(proxy.url.replace("https:", "http:"), "whoami")[0], 3)
        with Recorder(self.server, other) as proxy:  # it is of another host
            code, out, err = run(proxy.url, "whoami", "--ca-file", other[0])
            self.assertEqual((code, "certificate verify failed" in err), (3, True), out + err)
            self.assertEqual(proxy.requests, [], "a token went to somebody else")
        code, _, err = run(self.recorder.url.replace("http:", "https:"), "whoami")
        self.assertEqual((code, "http://" in err), (3, True), err)
        self.assertIn("--ca-file", run("https://127.0.0.1:1", "whoami", "--ca-file", "/none")[2])

    def test_a_coder_codes(self):
        self.study("code")
        ada = lambda words: self.run_as("ada", words)
        self.assertIn("not seen yet; revision 0", ada("coding show code q c"))
        self.assertIn("c: pay, finished", ada("coding set code q c --theme pay"))
        self.assertIn("It is so already", ada("coding set code q c --theme pay"))
        revision = json.loads(ada("--json coding show code q c"))["revision"]
        self.assertIn("Put theme time", ada(f"coding put code q c time --revision {revision}"))
        self.assertIn("stale", self.refused("ada", f"--json coding put code q c time --revision {revision}"))
        self.assertIn("Took theme pay", ada("coding take code q c pay"))
        ada("coding reopen code q c")
        self.assertIn("time, not finished", ada("coding show code q c"))
        self.assertIn("no theme, finished", ada("coding set code q c --uncoded"))
        self.assertIn("--theme or --uncoded", self.refused("ada", "coding set code q c"))
        self.assertRegex(ada("response list code q --coder ada --state finished"), r"c +c +0:23 +p +ada: none +No time\.")

    def test_the_policy_is_read_and_set(self):
        lea = self.study("policy")
        self.assertRegex(lea("policy show s "), r"Settled by +majority\nSuppress below +0\n")
        self.assertIn("The policy is another one", lea("policy set s --settled-by all --segments-may-overlap yes --erased-counts drop"))
        self.assertEqual(json.loads(lea("--json policy show s ")), {
            "settled_by": "all", "suppress_below": 0, "segments_may_overlap": True, "erased_counts": "drop"})
        self.assertIn("What to change", self.refused("lea", "policy set policy"))

    def test_an_event_is_proven_to_be_in_the_record(self):
        lea = self.study("proof")
        note = self.file("kept", lea("audit checkpoint s "))
        size = self.lea.position("proof")
        lea("group add s more --label More")
        self.assertIn(f"Event 2 is in the record of {size} events", lea(f"audit prove s 2 --against {note}"))
        self.assertIn(f"not among the first {size} events", self.refused("lea", f"audit prove proof {size + 1} --against {note}"))
        self.assertIn("is in the record", lea(f"audit prove s {size + 1}"))
        lines = pathlib.Path(note).read_text().splitlines(keepends=True)
        lines[1] = f"{size - 1}\n"
        self.assertIn("checkpoint", self.refused("lea", f"audit prove proof 2 --against {self.file('forged', ''.join(lines))}"))



if __name__ == "__main__":
    facts.main()
