#!/usr/bin/python3
"""Whatever the API can do, `verbatim` can: every operation and every command of the document.

What the client sends is recorded on its way, so that nothing counts but what was really asked.
"""

import json
import pathlib
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
                      "theme add s spare --label Spare", "theme add s other --label Other", "theme list s ", "theme show s pay",
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
        for words in ("round staff s first q2 --coder ada --coder bo", "round status s ", "round status s first",
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
        self.assertIn(f"the study is at {size}", self.refused("lea", f"audit prove proof {size + 1} --against {note}"))
        self.assertIn("is in the record", lea(f"audit prove s {size + 1}"))
        lines = pathlib.Path(note).read_text().splitlines(keepends=True)
        lines[1] = f"{size - 1}\n"
        self.assertIn("checkpoint", self.refused("lea", f"audit prove proof 2 --against {self.file('forged', ''.join(lines))}"))



if __name__ == "__main__":
    facts.main()
