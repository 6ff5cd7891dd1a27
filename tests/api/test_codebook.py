#!/usr/bin/python3
"""A codebook through its life: what becomes of the codings when its themes are changed."""

import subprocess
import unittest

import facts
from client import quote
from contract import Document
from server import BIN, Server

DOCUMENT = Document()
RESPONSES = ["r1", "r2", "r3", "r4"]


class Codebook(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        cls.lead = cls.server.client("lea", "owner", document=DOCUMENT)
        cls.ada = cls.server.client("ada", "coder", document=DOCUMENT)
        cls.bo = cls.server.client("bo", "coder", document=DOCUMENT)

    def setUp(self):
        self.study = self.id()
        self.url = f"/v1/studies/{quote(self.study)}"
        self.lead.ok("POST", "/v1/studies", {"study": self.study, "title": "Codebook"})
        self.do({"type": "add_question", "question": "q", "text": "Why?"},
                *({"type": "add_respondent", "respondent": f"p{r}"} for r in RESPONSES),
                *({"type": "add_comment", "question": "q", "comment": r, "respondent": f"p{r}"} for r in RESPONSES),
                *({"type": "add_theme", "theme": t, "label": t.title()} for t in ("pay", "wages", "time")),
                {"type": "add_framework", "framework": "advice", "label": "Advice"},
                {"type": "add_theme", "theme": "listen", "label": "Listen", "framework": "advice"})

    def do(self, *commands, by=None):
        return (by or self.lead).commands(self.study, *commands)

    def theme_command(self, kind, theme, **fields):
        return self.do({"type": kind, "theme": theme, **fields})

    def refused(self, by=None, **command):
        answer = (by or self.lead).call("POST", f"{self.url}/commands", {"commands": [command]})
        self.assertEqual((answer.status, answer.problem), (409, "not_allowed_now"), answer)
        return answer.json

    def says(self, coder, response, *themes):
        self.do({"type": "set_coding", "question": "q", "response": response, "themes": list(themes)}, by=coder)

    def theme(self, theme):
        return self.lead.ok("GET", f"{self.url}/themes/{quote(theme)}")

    def counts(self, basis="any"):
        answer = self.lead.ok("GET", f"{self.url}/questions/q/counts?basis={basis}")
        return {row["theme"]: row["responses"] for row in answer["themes"] if row["responses"]}

    def figures(self):
        """All that is counted, without what says at which position and revision it was."""
        moment = dict.fromkeys(("position", "permalink", "evidence", "rules"))
        return [{**self.lead.ok("GET", f"{self.url}/questions/q/{figure}"), **moment}
                for figure in ("counts?basis=any&by=group", "counts", "counts?basis=coder:ada", "agreement", "progress")]

    def coding(self, coder, response):
        answer = self.lead.ok("GET", f"{self.url}/questions/q/responses/{response}/codings/{coder}")
        return [one["theme"] for one in answer["assignments"]]

    def stale(self, query=""):
        answer = self.ada.ok("GET", f"{self.url}/questions/q/stale{query}")
        return {row["response"]: [(one["coder"], one["theme"], one["because"]) for one in row["themes"]]
                for row in answer["responses"]}

    def test_a_merge_that_cannot_be_undone_as_in_other_systems(self):
        """Elsewhere a merge rewrites the assignments: who had said what apart is gone for good."""
        self.says(self.ada, "r1", "wages")
        self.says(self.ada, "r2", "pay")
        self.says(self.ada, "r3", "pay", "wages")
        self.says(self.bo, "r1", "pay")
        self.says(self.bo, "r2", "pay")
        before = self.figures()
        self.assertEqual(self.counts(), {"pay": 3, "wages": 2})
        self.assertEqual(self.counts("majority"), {"pay": 2, "wages": 1})

        self.theme_command("merge_themes", "wages", into="pay")
        self.assertEqual(self.counts(), {"pay": 3})
        self.assertEqual(self.counts("all"), {"pay": 3}, "on r1 both say pay now")
        self.assertEqual(self.counts("coder:ada"), {"pay": 3})
        self.assertEqual(self.coding("ada", "r3"), ["pay", "wages"], "what was said stays as it was said")
        self.assertEqual((self.theme("wages")["status"], self.theme("wages")["counts_as"]), ("merged", "pay"))
        problem = self.refused(self.ada, type="assign_theme", question="q", response="r4", theme="wages")
        self.assertEqual(problem["fix"], "Use 'pay'.")

        self.theme_command("restore_theme", "wages")
        self.assertEqual(self.figures(), before)
        self.assertEqual(self.theme("wages")["status"], "in_use")

    def test_coding_goes_on_under_a_merged_theme(self):
        self.says(self.ada, "r1", "wages")
        self.theme_command("merge_themes", "wages", into="pay")
        self.says(self.ada, "r1", "pay")
        self.assertEqual(self.coding("ada", "r1"), ["wages"], "it counts as pay already")
        self.ada.ok("DELETE", f"{self.url}/questions/q/responses/r1/codings/ada/themes/pay")
        self.assertEqual(self.coding("ada", "r1"), [])
        self.assertEqual(self.counts(), {})

    def test_a_split_is_worked_off_response_by_response(self):
        for response in RESPONSES[:3]:
            self.says(self.ada, response, "pay")
        self.says(self.bo, "r1", "pay", "time")
        self.theme_command("split_theme", "pay", into=["wages", "time"])
        self.assertEqual(self.counts(), {"pay": 3, "time": 1}, "counted as before until it is decided again")
        self.assertEqual(self.stale("?coder=ada"), {r: [("ada", "pay", "split")] for r in RESPONSES[:3]})
        self.assertEqual(self.stale()["r1"], [("ada", "pay", "split"), ("bo", "pay", "split")])
        self.assertEqual(self.refused(self.ada, type="assign_theme", question="q", response="r4", theme="pay")["fix"],
                         "Use 'wages' or 'time'.")
        page = self.ada.ok("GET", f"{self.url}/questions/q/stale?coder=ada&limit=2")
        self.assertEqual(page["next"], "r2")
        self.assertEqual(list(self.stale(f"?coder=ada&limit=2&after={page['next']}")), ["r3"])

        self.says(self.ada, "r1", "wages")
        self.says(self.ada, "r2", "wages", "time")
        self.says(self.ada, "r3")
        self.assertEqual(self.stale(), {"r1": [("bo", "pay", "split")]})
        self.says(self.bo, "r1", "time")
        self.assertEqual(self.stale(), {})
        self.assertEqual(self.counts(), {"wages": 2, "time": 2})

    def test_what_was_settled_with_a_split_theme_is_to_be_settled_again(self):
        def settle(*themes):
            self.lead.ok("PUT", f"{self.url}/questions/q/responses/r1/settlement", {"themes": list(themes), "reason": "Agreed."})
        settle("pay")
        self.assertEqual(self.stale(), {})
        self.theme_command("split_theme", "pay", into=["wages", "time"])
        self.assertEqual(self.stale(), {"r1": [(None, "pay", "split")]})
        self.assertEqual(self.stale("?coder=ada"), {})
        told = subprocess.run([BIN / "verbatim", "--server", f"http://127.0.0.1:{self.server.port}", "--token", self.lead.token,
                               "stale", self.study, "q"], capture_output=True, text=True, timeout=120).stderr
        self.assertIn(f"verbatim settle {self.study} q RESPONSE", told)
        settle("wages")
        self.assertEqual(self.stale(), {})

    def test_what_was_coded_under_another_meaning_is_stale(self):
        self.says(self.ada, "r1", "pay", "time")
        self.says(self.bo, "r2", "pay")
        self.theme_command("revise_theme", "pay", label="Pay!", minor=True)
        self.assertEqual(self.stale(), {}, "a typo changes no meaning")
        self.theme_command("revise_theme", "pay", definition="Wages alone", examples=["Too little."])
        self.assertEqual(self.stale(), {"r1": [("ada", "pay", "revised")], "r2": [("bo", "pay", "revised")]})
        self.assertEqual(self.counts(), {"pay": 2, "time": 1}, "it is counted all the same")
        self.ada.ok("PUT", f"{self.url}/questions/q/responses/r1/codings/ada/themes/pay")
        self.assertEqual(self.stale(), {"r2": [("bo", "pay", "revised")]})
        self.says(self.bo, "r2")
        self.assertEqual(self.stale(), {})

    def test_what_is_stale_is_said_again_for_all_at_once(self):
        told = lambda: subprocess.run([BIN / "verbatim", "--server", f"http://127.0.0.1:{self.server.port}", "--token", self.lead.token,
                                       "stale", self.study, "q"], capture_output=True, text=True, timeout=120).stderr
        self.says(self.ada, "r1", "pay", "time")
        self.do({"type": "finish_coding", "question": "q", "response": "r1"}, by=self.ada)
        self.says(self.bo, "r2", "pay")
        self.says(self.bo, "r3", "wages")
        self.theme_command("merge_themes", "wages", into="pay")
        self.theme_command("revise_theme", "pay", definition="What is earned")
        self.says(self.ada, "r4", "pay")  # under the new meaning
        stale = {"r1": [("ada", "pay", "revised")], "r2": [("bo", "pay", "revised")], "r3": [("bo", "pay", "revised")]}
        self.assertEqual(self.stale(), stale)
        for line in ("verbatim coding set", f"verbatim recode {self.study} q --with X --take X --put X"):
            self.assertIn(line, told())
        self.assertNotIn("settle", told())
        figures, coding = self.figures(), self.coding("ada", "r1")
        recode = {"with": ["pay"], "take": ["pay"], "put": ["pay"]}
        ask = lambda **more: self.lead.ok("POST", f"{self.url}/questions/q/recode", {**recode, **more})
        tried = ask(dry_run=True)
        self.assertEqual(self.stale(), stale)
        done = ask(reason="Looked at them all.")
        self.assertEqual((tried["changed"], tried["events"]), (done["changed"], done["events"]))
        self.assertEqual(done["changed"], {"responses": 3, "codings": 3, "assigned": 3, "withdrawn": 0, "first": ["r1", "r2", "r3"]})
        self.assertEqual(self.stale(), {})
        self.assertEqual((self.figures(), self.coding("ada", "r1")), (figures, coding))
        self.assertEqual((ask()["events"], ask()["changed"]["codings"]), (0, 0), "said again, nothing happens")
        self.lead.ok("POST", f"{self.url}/undo", {"position": done["position"], "reason": "Too early."})
        self.assertEqual((self.stale(), self.figures()), (stale, figures))
        # What was merged is replaced by what it counts as, and what is out of use is not said again.
        self.lead.ok("POST", f"{self.url}/questions/q/recode", {"with": ["wages"], "take": ["wages"], "put": ["pay"], "coders": ["bo"]})
        self.assertEqual((self.coding("bo", "r2"), self.coding("bo", "r3")), (["pay"], ["pay"]))
        self.assertEqual(self.stale(), {"r1": [("ada", "pay", "revised")]})
        self.theme_command("restore_theme", "wages")
        self.theme_command("split_theme", "pay", into=["time", "wages"])
        answer = self.lead.call("POST", f"{self.url}/questions/q/recode", {**recode, "put": ["time", "pay"]})
        self.assertEqual((answer.status, answer.problem, answer.json["field"]), (409, "not_allowed_now", "/put/1"), answer)
        self.assertIn(f"verbatim recode {self.study} q --with X --take X --put Y", told())

    def test_the_reason_of_a_change_is_kept_with_it(self):
        tool = lambda *words: self.server.verbatim("--server", f"http://127.0.0.1:{self.server.port}", "--token", self.lead.token, *words)
        for number, words in enumerate((
                ("theme", "add", self.study, "new", "--label", "New", "--framework", "themes"), ("theme", "revise", self.study, "pay", "--definition", "Wages."),
                ("theme", "scope", self.study, "listen", "q"), ("theme", "move", self.study, "pay", "--before", "new"),
                ("theme", "merge", self.study, "wages", "pay"), ("theme", "restore", self.study, "wages"),
                ("theme", "split", self.study, "time", "new", "wages"), ("theme", "retire", self.study, "new"),
                ("theme", "link", self.study, "pay", "listen"), ("theme", "unlink", self.study, "pay", "listen"),
                ("framework", "add", self.study, "third", "--label", "Third"), ("framework", "freeze", self.study, "third"),
                ("framework", "unfreeze", self.study, "third"), ("member", "add", self.study, "zoe", "coder"),
                ("member", "role", self.study, "zoe", "viewer"), ("member", "remove", self.study, "zoe"))):
            with self.subTest(words=words[:2]):
                self.assertIn("at position", tool(*words, "--reason", f"Because {number}."))
                last = self.lead.ok("GET", f"{self.url}/events?after={self.lead.position(self.study) - 1}")["events"][-1]
                self.assertEqual(last["reason"], f"Because {number}.")
        self.assertEqual(self.theme("listen")["questions"], ["q"])
        tool("theme", "scope", self.study, "listen")
        self.assertEqual(self.theme("listen")["questions"], [])

    def test_the_reason_of_a_first_write_is_of_what_was_asked_for(self):
        """Not of the event that enrols whoever writes."""
        eve = self.server.client("eve", "owner", document=DOCUMENT)
        self.says(self.ada, "r1", "pay")
        before = eve.position(self.study)
        eve.ok("PUT", f"{self.url}/questions/q/responses/r1/settlement", {"themes": ["pay"], "reason": "Agreed."})
        events = eve.ok("GET", f"{self.url}/events?after={before}")["events"]
        self.assertEqual([(e["type"], e["reason"]) for e in events], [("member_added", None), ("response_settled", "Agreed.")])
        self.assertEqual(eve.ok("GET", f"{self.url}/questions/q/responses/r1")["settled"]["reason"], "Agreed.")
        eve.ok("POST", f"{self.url}/undo", {"position": before + 2, "reason": "No."})
        self.assertIsNone(eve.ok("GET", f"{self.url}/questions/q/responses/r1")["settled"])

    def test_the_stale_list_goes_on_behind_a_response_that_is_gone_since(self):
        self.do({"type": "add_comment", "question": "q", "comment": "s", "respondent": "pr1", "text": "Pay. Time."},
                {"type": "segment_comment", "question": "q", "comment": "s", "segments": [
                    {"response": "s", "begin": 0, "end": 4}, {"response": "s.b", "begin": 5, "end": 10},
                ]})
        for response in ("r1", "s", "s.b"):
            self.says(self.ada, response, "pay")
        self.theme_command("revise_theme", "pay", definition="Wages alone")
        whole = list(self.stale())
        self.assertEqual(whole, ["r1", "s", "s.b"])
        self.do({"type": "add_comment", "question": "q", "comment": "last", "respondent": "pr1"})
        self.says(self.ada, "last", "wages")
        self.theme_command("revise_theme", "wages", definition="Pay alone")
        self.assertEqual(self.ada.ok("GET", f"{self.url}/questions/q/stale?limit=3")["next"], "s.b")
        self.do({"type": "segment_comment", "question": "q", "comment": "s", "codings": "withdraw",
                 "segments": [{"response": "s", "begin": 0, "end": 10}]})
        self.assertNotIn("s.b", self.stale())
        self.assertEqual(list(self.stale("?after=s.b")), ["last"])

    def test_a_frozen_framework_is_coded_and_not_changed(self):
        self.do({"type": "freeze_framework", "framework": "themes"})
        self.assertIn(("themes", True), [(one["framework"], one["frozen"])
                                         for one in self.lead.ok("GET", self.url)["frameworks"]])
        problem = self.refused(type="revise_theme", theme="pay", label="Money")
        self.assertIn("unfreeze_framework", problem["fix"])
        for command in ({"type": "add_theme", "theme": "new", "label": "New"}, {"type": "move_theme", "theme": "pay"},
                        {"type": "retire_theme", "theme": "pay"}, {"type": "scope_theme", "theme": "pay", "questions": ["q"]},
                        {"type": "merge_themes", "theme": "pay", "into": "time"},
                        {"type": "split_theme", "theme": "pay", "into": ["time", "wages"]}):
            self.refused(**command)
        self.says(self.ada, "r1", "pay")
        self.theme_command("add_theme", "new", label="New", framework="advice")
        self.do({"type": "unfreeze_framework", "framework": "themes"}, {"type": "retire_theme", "theme": "pay"})
        self.assertEqual(self.counts(), {"pay": 1}, "what was said of a retired theme is counted")
        self.refused(self.bo, type="assign_theme", question="q", response="r1", theme="pay")

    def test_the_codebook_is_shown_as_it_is_arranged(self):
        self.theme_command("add_theme", "overtime", label="Overtime", parent="time", inclusion="Evenings",
                           exclusion="Holidays", examples=["Again until nine."], colour="#3366cc", origin="data",
                           origin_question="q", origin_response="r2")
        self.theme_command("move_theme", "time", before="pay")
        self.theme_command("move_theme", "wages", parent="pay")
        self.do({"type": "link_themes", "theme": "listen", "other": "pay"})
        themes = self.lead.ok("GET", f"{self.url}/themes")["themes"]
        self.assertEqual([(one["theme"], one["parent"]) for one in themes],
                         [("time", None), ("overtime", "time"), ("pay", None), ("wages", "pay"), ("listen", None)])
        self.assertEqual([one["linked"] for one in themes], [[], [], ["listen"], [], ["pay"]])
        overtime = self.theme("overtime")
        self.assertEqual(overtime["origin"], {"kind": "data", "question": "q", "response": "r2"})
        self.assertEqual((overtime["inclusion"], overtime["exclusion"], overtime["examples"], overtime["colour"]),
                         ("Evenings", "Holidays", ["Again until nine."], "#3366cc"))
        self.says(self.ada, "r1", "pay", "listen")
        walk = self.lead.ok("GET", f"{self.url}/questions/q/connections?framework=themes&to=advice")
        self.assertEqual([(one["first"]["theme"], one["second"]["theme"], one["responses"], one["linked"])
                          for one in walk["connections"]], [("pay", "listen", 1, True)])
        self.do({"type": "unlink_themes", "theme": "pay", "other": "listen"})
        self.assertEqual(self.theme("pay")["linked"], [])

    def test_a_changed_codebook_can_be_seen_as_it_was(self):
        position = self.lead.position(self.study)
        self.theme_command("revise_theme", "pay", label="Money")
        self.theme_command("merge_themes", "wages", into="pay")
        was = self.lead.ok("GET", f"{self.url}/themes?as_of={position}")["themes"]
        self.assertEqual([(one["label"], one["status"]) for one in was[:2]], [("Pay", "in_use"), ("Wages", "in_use")])
        self.assertEqual(self.theme("pay")["label"], "Money")


if __name__ == "__main__":
    facts.main()
