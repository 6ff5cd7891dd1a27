#!/usr/bin/python3
"""What teams lost with other systems, and that it is not lost here.

Each test names the defect as its users reported it: the project and its issue, or the source file in
which it can be seen.
"""

import json
import threading
import unittest

import facts
import wire
from client import quote
from contract import Document
from server import Server

DOCUMENT = Document()
TEXT = "Pay is low. No time."


class Lost(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        cls.lea = cls.server.client("lea", "owner", document=DOCUMENT)
        cls.judge = cls.server.client("judge", "adjudicator", document=DOCUMENT)
        cls.ada, cls.bo = (cls.server.client(name, "coder", document=DOCUMENT) for name in ("ada", "bo"))

    def setUp(self):
        self.study = self.id().rsplit(".", 1)[-1]
        self.url = f"/v1/studies/{quote(self.study)}"
        self.lea.ok("POST", "/v1/studies", {"study": self.study, "title": "S"})
        self.do({"type": "add_question", "question": "q", "text": "Why?"},
                {"type": "add_respondent", "respondent": "p"},
                *({"type": "add_comment", "question": "q", "comment": f"r{n}", "respondent": "p", "text": TEXT}
                  for n in range(4)),
                *({"type": "add_theme", "theme": theme, "label": theme.title()} for theme in ("pay", "wages", "time")))

    def do(self, *commands, by=None):
        return (by or self.lea).commands(self.study, *commands)

    def try_to(self, by=None, **command):
        return (by or self.lea).call("POST", f"{self.url}/commands", {"commands": [command]})

    def says(self, client, response, *themes):
        name = "ada" if client is self.ada else "bo"
        return client.ok("PUT", f"{self.url}/questions/q/responses/{response}/codings/{name}", {"themes": list(themes)})

    def said(self, response, coder):
        answer = self.lea.ok("GET", f"{self.url}/questions/q/responses/{response}/codings/{coder}")
        return [one["theme"] for one in answer["assignments"]]

    def undo(self, position, by=None):
        return (by or self.lea).call("POST", f"{self.url}/undo", {"position": position, "reason": "It was wrong."})

    def counts(self, basis="any"):
        themes = self.lea.ok("GET", f"{self.url}/questions/q/counts?basis={basis}")["themes"]
        return {theme["theme"]: theme["responses"] for theme in themes if theme["responses"]}

    def events(self, after):
        return self.lea.ok("GET", f"{self.url}/events?after={after}")["events"]

    # --- What was coded

    def test_a_merge_that_cannot_be_undone(self):
        """QualCoder's code organiser: "Warning. No Undo option." Here it is taken back also after people have
        gone on coding, and what they said since stays (more: test_codebook.py)."""
        self.says(self.ada, "r0", "wages")
        merged = self.do({"type": "merge_themes", "theme": "wages", "into": "pay"})["position"]
        self.says(self.bo, "r0", "pay")
        self.says(self.ada, "r1", "pay")
        self.assertEqual(self.counts(), {"pay": 2})
        self.assertEqual(self.undo(merged).status, 200)
        self.assertEqual(self.counts(), {"pay": 2, "wages": 1})
        self.assertEqual((self.said("r0", "ada"), self.said("r0", "bo")), (["wages"], ["pay"]))

    def test_a_coder_who_is_deleted_and_whose_codings_vanish(self):
        """doccano#1419, CATMA#250: what a member had annotated was gone with the member, or with a change of theirs."""
        self.says(self.ada, "r0", "pay")
        self.says(self.bo, "r0", "pay")
        before = self.counts("majority"), self.lea.ok("GET", f"{self.url}/questions/q/agreement")["coders"]
        self.do({"type": "remove_member", "member": "ada"})
        self.assertEqual((self.counts("majority"), self.lea.ok("GET", f"{self.url}/questions/q/agreement")["coders"]), before)
        self.assertEqual(self.said("r0", "ada"), ["pay"])

    def test_codings_that_vanish_in_a_merge_because_things_are_told_apart_by_name(self):
        """QualCoder#1115. Themes are told apart by id: two of one label stay two, one that is renamed stays itself,
        and a file that brings one coder's work changes nobody else's."""
        self.says(self.ada, "r0", "pay")
        self.says(self.ada, "r1", "wages")
        self.do({"type": "revise_theme", "theme": "wages", "label": "Pay", "minor": True})
        self.assertEqual(self.counts(), {"pay": 1, "wages": 1})
        self.lea.ok("POST", f"{self.url}/imports?format=codings",
                    "item_id,question,coder,labels\nr0,q,bo,wages\nr1,q,bo,pay\n", Content_Type="text/csv")
        self.assertEqual([self.said(response, coder) for coder in ("ada", "bo") for response in ("r0", "r1")],
                         [["pay"], ["wages"], ["wages"], ["pay"]])
        self.assertEqual(len(self.lea.ok("GET", f"{self.url}/themes")["themes"]), 3)

    def test_a_slip_of_the_mouse_that_overwrites_earlier_spans(self):
        """argilla#4719. A cut through what was coded is refused, unless one says what becomes of the codings; and
        is taken back in one step with all that was said."""
        self.says(self.ada, "r0", "pay", "time")
        slip = {"type": "segment_comment", "question": "q", "comment": "r0",
                "segments": [{"response": "r0", "begin": 0, "end": 2}]}
        refused = self.try_to(**slip)
        self.assertEqual((refused.status, refused.problem), (409, "not_allowed_now"))
        self.assertEqual(self.said("r0", "ada"), ["pay", "time"])
        cut = self.do({**slip, "codings": "withdraw"})["position"]
        self.assertEqual(self.said("r0", "ada"), [])
        self.assertEqual(self.undo(cut).status, 200)
        self.assertEqual(self.said("r0", "ada"), ["pay", "time"])
        self.assertEqual(self.lea.ok("GET", f"{self.url}/questions/q/responses/r0")["text"], TEXT)

    def test_a_category_that_is_deleted_and_bricks_the_project(self):
        """QualCoder#265: and its backups. What something stands on is not taken away, and whatever is taken away
        leaves a study that can be read, also by a server that starts anew."""
        category = self.do({"type": "add_theme", "theme": "category", "label": "Category"})["position"]
        below = self.do({"type": "add_theme", "theme": "below", "label": "Below", "parent": "category"})["position"]
        coded = self.says(self.ada, "r0", "below")["position"]
        refused = self.undo(category)
        self.assertEqual((refused.status, refused.problem, refused.json["dependents"]), (409, "depended_on", [below]))
        self.assertEqual(self.undo(below).json["dependents"][-1], coded - 2)  # with which ada joins
        self.do({"type": "retire_theme", "theme": "category"})
        retired = self.lea.position(self.study)
        self.assertEqual(self.said("r0", "ada"), ["below"])
        for position in (retired, coded, below, category):
            self.assertEqual(self.undo(position).status, 200)
        self.assertEqual(len(self.lea.ok("GET", f"{self.url}/themes")["themes"]), 3)
        self.server.stop()
        self.server.start()
        self.assertEqual(len(self.lea.ok("GET", f"{self.url}/themes")["themes"]), 3)
        was = self.lea.ok("GET", f"{self.url}/themes?as_of={retired}")["themes"]
        self.assertEqual([theme["theme"] for theme in was if theme["parent"]], ["below"])

    def test_a_project_that_was_deleted_and_cannot_be_restored(self):
        """label-studio#4379. A study is not deleted."""
        self.assertEqual(self.lea.call("DELETE", self.url).status, 405)

    def test_a_draft_that_overwrites_what_was_saved(self):
        """label-studio#1790. Of two windows of one coder the older is told what it has not seen."""
        seen = self.says(self.ada, "r0", "pay")["position"]
        self.says(self.ada, "r0", "pay", "time")
        late = self.ada.call("PUT", f"{self.url}/questions/q/responses/r0/codings/ada", {"themes": []},
                             If_Match=f'"{seen}"')
        self.assertEqual((late.status, late.problem), (412, "stale_condition"))
        self.assertIn("time", json.dumps(late.json["events"]))
        self.assertEqual(self.said("r0", "ada"), ["pay", "time"])

    def test_work_that_is_missing_after_the_network_failed(self):
        """label-studio#6675: up to half. What was queued is sent again as often as need be: each once, none lost."""
        work = [{"id": f"{self.study}-{n}", "base": self.lea.position(self.study), "command": {
            "type": "assign_theme", "question": "q", "response": f"r{n}", "theme": "pay"}} for n in range(4)]
        for sent in (work[:1], work[:3], work, work):
            answer = self.ada.ok("POST", f"{self.url}/offline", {"commands": sent})
            self.assertEqual((answer["accepted"], answer["refused"]), (len(sent), 0))
        self.assertEqual(self.counts(), {"pay": 4})
        assigned = [event for event in self.events(0) if event["type"] == "theme_assigned"]
        self.assertEqual(len(assigned), 4)

    # --- Many at once

    def test_a_page_that_must_be_loaded_anew_because_it_fell_behind(self):
        """Taguette, web/api.py: a client 20 or more commands behind must reload. Here it is told all it missed."""
        behind = self.lea.position(self.study)
        for number in range(150):
            self.do({"type": "add_group", "group": f"g{number}", "label": "G"})
        with wire.Events(self.server, f"{self.url}/events", self.ada.token, Last_Event_ID=behind) as feed:
            self.assertEqual([position for position, _, _ in feed.take(150)], list(range(behind + 1, behind + 151)))

    def test_a_task_that_two_are_given_despite_a_lock(self):
        """label-studio#795 (more of them at once: test_rounds.py)."""
        self.do(*({"type": "add_member", "member": name, "role": "coder"} for name in ("ada", "bo")),
                {"type": "open_round", "round": "once", "parts": [
                    {"question": "q", "coders": ["ada", "bo"], "per_response": 1}]})
        got = []

        def ask(client):
            for _ in range(2):
                response = client.ok("POST", f"{self.url}/rounds/once/next?question=q")["response"]["response"]
                got.append(response)
                self.says(client, response, "pay")

        threads = [threading.Thread(target=ask, args=[client]) for client in (self.ada, self.bo)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(got), ["r0", "r1", "r2", "r3"])

    def test_a_document_that_only_one_may_have_open(self):
        """INCEpTION#4454: concurrent modification error; argilla#2688 and doccano#2044: the advice is one project per
        annotator. Two who code one response at once are not in each other's way."""
        def code(client):
            for themes in (["pay"], ["time"], ["pay", "time"]) * 10:
                self.says(client, "r0", *themes)

        threads = [threading.Thread(target=code, args=[client]) for client in (self.ada, self.bo)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((self.said("r0", "ada"), self.said("r0", "bo")), (["pay", "time"], ["pay", "time"]))

    def test_labels_of_others_that_are_seen_while_coding(self):
        """badgerdoc#539, label-studio#5172 (every read there is: test_rounds.py)."""
        self.do(*({"type": "add_member", "member": name, "role": "coder"} for name in ("ada", "bo")),
                {"type": "open_round", "round": "blind", "blind": True, "parts": [{"question": "q", "coders": ["ada", "bo"]}]})
        self.says(self.ada, "r0", "pay")
        self.assertEqual(self.bo.ok("GET", f"{self.url}/questions/q/responses/r0")["codings"], [])
        hidden = self.bo.call("GET", f"{self.url}/questions/q/responses/r0/codings/ada")
        self.assertEqual((hidden.status, hidden.problem), (403, "blind_round"))

    # --- Undo and history

    def test_an_undo_that_forgets_what_is_older(self):
        """INCEpTION: undo is reset when the document is switched, and there is none in bulk; argilla#5113, #2278. Here
        anybody who may takes back anything, however old, and a recode of many codings is one step."""
        for number in range(4):
            self.says(self.ada, f"r{number}", "pay")
        before = self.counts()
        old = self.lea.ok("POST", f"{self.url}/questions/q/recode", {"with": ["pay"], "take": ["pay"], "put": ["wages"]})
        for number in range(60):
            self.do({"type": "add_group", "group": f"g{number}", "label": "G"})
        other_lead = self.server.client("max", "lead", document=DOCUMENT)
        self.assertEqual(self.undo(old["position"], other_lead).status, 200)
        self.assertEqual(self.counts(), before)

    def test_an_adjudication_that_cannot_be_taken_back_or_says_nothing_here(self):
        """INCEpTION#3520 and #1795; INCEpTION cannot mark "curated: nothing here"."""
        self.says(self.ada, "r0", "pay")
        self.says(self.bo, "r0", "time")
        settlement = f"{self.url}/questions/q/responses/r0/settlement"
        queue = f"{self.url}/questions/q/disagreements"
        first = self.judge.ok("PUT", settlement, {"themes": ["pay"], "reason": "Pay."})["position"]
        none = self.judge.ok("PUT", settlement, {"themes": [], "reason": "Neither."})["position"]
        self.assertEqual(self.counts("settled"), {})
        self.assertEqual(self.judge.ok("GET", f"{queue}?settled=true")["disagreements"][0]["settled"], [])
        self.assertEqual(self.undo(none).status, 200)
        self.assertEqual(self.counts("settled"), {"pay": 1})
        self.assertEqual(self.undo(first).status, 200)
        self.assertEqual(self.judge.ok("GET", f"{queue}?settled=false")["total"], 1)
        self.assertEqual((self.said("r0", "ada"), self.said("r0", "bo")), (["pay"], ["time"]))

    def test_a_history_that_does_not_show_who_did_what(self):
        """label-studio#8520 (not the second annotator); GMOD/Apollo#541, #1060 (no changes of what surrounds the
        annotations)."""
        after = self.lea.position(self.study)
        self.says(self.ada, "r0", "pay")
        self.says(self.bo, "r0", "pay")
        self.do({"type": "revise_theme", "theme": "pay", "definition": "Wages alone"},
                {"type": "set_policy", "settled_by": "all"})
        who = [(event["actor"], event["type"]) for event in self.events(after)]
        for one in (("ada", "theme_assigned"), ("bo", "theme_assigned"), ("lea", "theme_revised"), ("lea", "policy_set")):
            self.assertIn(one, who)

    def test_the_words_of_an_author_that_are_edited_away(self):
        """pombase/canto#1561: keep the author's original. A quote has a wording of its own."""
        self.says(self.ada, "r0", "pay")
        self.ada.ok("PUT", f"{self.url}/quotes/k", {"question": "q", "response": "r0", "theme": "pay",
                                                   "wording": "Pay is [too] low."})
        self.assertEqual(self.lea.ok("GET", f"{self.url}/questions/q/responses/r0")["text"], TEXT)
        self.assertEqual(self.lea.ok("GET", f"{self.url}/quotes/k")["wording"], "Pay is [too] low.")

    # --- A codebook that changes

    def test_what_is_to_be_coded_again_after_a_split_has_no_list(self):
        """CATMA#319: merge and split with a checklist of instances."""
        self.says(self.ada, "r0", "pay")
        self.says(self.ada, "r1", "pay")
        self.do({"type": "split_theme", "theme": "pay", "into": ["wages", "time"]})
        listed = lambda: [one["response"] for one in self.lea.ok("GET", f"{self.url}/questions/q/stale")["responses"]]
        self.assertEqual(listed(), ["r0", "r1"])
        self.says(self.ada, "r0", "wages")
        self.assertEqual(listed(), ["r1"])

    def test_a_revision_that_is_taken_back_leaves_everything_to_be_coded_again(self):
        """Nobody has this elsewhere, for nobody dates meanings: what was coded before the revision means again what
        its coder meant, and only what was coded in between does not."""
        self.says(self.ada, "r0", "pay")
        revised = self.do({"type": "revise_theme", "theme": "pay", "definition": "Wages alone"})["position"]
        self.says(self.bo, "r1", "pay")
        listed = lambda: [one["response"] for one in self.lea.ok("GET", f"{self.url}/questions/q/stale")["responses"]]
        self.assertEqual(listed(), ["r0"])
        undone = self.undo(revised)
        self.assertEqual(listed(), ["r1"])
        self.assertEqual(self.undo(undone.json["position"]).status, 200)
        self.assertEqual(listed(), ["r0"])


if __name__ == "__main__":
    facts.main()
