#!/usr/bin/python3
"""Why coders differ, and the data that say so: whoever computes agreement anew from what is given
out finds the very figures of the live answer."""

import csv
import io
import json
import pathlib
import random
import re
import tempfile
import unittest

import facts
from contract import Document
from server import Server

DOCUMENT = Document()
THEMES = ["pay", "time", "rooms", "food"]
CODERS = ["ada", "bo", "cem"]
# The names of a live answer of one theme in what is computed of sets, where they differ.
OF_LABELS = {"krippendorff_alpha": "per_label_alpha"}
# Other names of the same; and what the data cannot say, since they are about no label.
OF_SETS = {"percent_agreement": "percent_exact_sets", "krippendorff_alpha": "krippendorff_alpha_nominal_sets"}


class Diagnosis(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        cls.lead = cls.server.client("lea", "owner", document=DOCUMENT)
        cls.coders = {coder: cls.server.client(coder, "coder", document=DOCUMENT) for coder in CODERS}

    def setUp(self):
        self.study = self.id().rsplit(".", 1)[1]
        self.url = f"/v1/studies/{self.study}/questions/q"
        self.lead.ok("POST", "/v1/studies", {"study": self.study, "title": "Why"})
        self.do(*({"type": "add_member", "member": coder, "role": "coder"} for coder in CODERS),
                {"type": "add_question", "question": "q", "text": "Why?"},
                {"type": "add_group", "group": "many", "label": "Many"}, {"type": "add_group", "group": "few", "label": "Few"},
                {"type": "add_group", "group": "more", "label": "More"},
                *({"type": "add_theme", "theme": theme, "label": theme.title()} for theme in THEMES[:3]),
                {"type": "add_theme", "theme": "food", "label": "Food", "parent": "rooms"})

    def do(self, *commands):
        return self.lead.commands(self.study, *commands)

    def respond(self, response, text="No time.", group="many"):
        self.do({"type": "add_respondent", "respondent": f"p-{response}", "group": group},
                {"type": "add_comment", "question": "q", "comment": response, "respondent": f"p-{response}", "text": text})

    def say(self, coder, response, *themes, finished=True):
        self.coders[coder].ok("PUT", f"{self.url}/responses/{response}/codings/{coder}", {"themes": list(themes), "finished": finished})

    def ask(self, what, **query):
        words = "&".join(f"{name}={value}" for name, value in query.items())
        return self.lead.call("GET", f"{self.url}/agreement{what}?{words}")

    def tool(self, *words):
        return self.server.verbatim("--server", f"http://127.0.0.1:{self.server.port}", "--token", self.lead.token, *words)

    def code_at_random(self, coders=CODERS, responses=40):
        draw = random.Random(1)
        for number in range(responses):
            self.respond(f"r{number}", group=("many", "few", "more")[min(number % 9, 2) if number < 9 else 0])
            meant = {theme for theme in THEMES if draw.random() < 0.3}
            for coder in coders:
                if draw.random() < 0.15:
                    continue
                said = {theme for theme in THEMES if (theme in meant) != (draw.random() < 0.2)}
                self.say(coder, f"r{number}", *sorted(said), finished=draw.random() < 0.9)

    def computed(self, query, form):
        """Every figure computed anew from what is given out, by coefficient and label."""
        if form == "csv":
            answer = self.ask("/data", format="csv", **query)
            rows = self.lead.call("POST", "/v1/agreement?sets=true", answer.body.decode(), Content_Type="text/csv")
        elif form == "ndjson":
            lines = self.ask("/data", format="ndjson", **query).lines
            coders = sorted(lines[0]["codings"])
            rows = self.lead.call("POST", "/v1/agreement", {
                "coders": coders, "items": [[line["codings"][coder] for coder in coders] for line in lines]})
        elif form == "command":
            with tempfile.NamedTemporaryFile("wb", suffix=".csv") as file:
                file.write(self.ask("/data", format="csv", **query).body)
                file.flush()
                found = json.loads(self.server.verbatim("agreement", "compute", file.name, "--sets", "--json", "--resamples", "0"))
                return {(row["coefficient"], row["label"]): row for row in found}
        else:
            rows = self.lead.call("POST", "/v1/agreement", self.ask("/data", **query).json)
        self.assertEqual(rows.status, 200, rows)
        return {(row["coefficient"], row["label"]): row for row in rows.json["results"]}

    def assert_the_very_figures(self, **query):
        live = self.ask("", **query).json["results"]
        self.assertGreater(len(live), 20)
        for form in ("json", "csv", "ndjson", "command"):
            computed = self.computed(query, form)
            compared = 0
            for row in live:
                theme, name = row["theme"], row["coefficient"]
                name = (OF_SETS if theme is None else OF_LABELS).get(name, name)
                if row["reason"] == "not_two_coders" or name in ("light_kappa", "conger_kappa") and theme is None:
                    continue
                other = computed[name, theme]
                with self.subTest(form=form, theme=theme, coefficient=name, **query):
                    self.assertEqual((row["value"], row["reason"]), (other["value"], other["reason"]))
                    self.assertEqual((row["units"], row["codings"]), (other["units"], other["codings"]))
                    if row["se"] is not None and other["se"] is not None:
                        self.assertAlmostEqual(row["se"], other["se"], places=9)
                    compared += 1
            self.assertGreater(compared, 15, form)

    def test_what_is_given_out_computes_to_the_very_figures(self):
        self.code_at_random()
        self.assert_the_very_figures()
        self.assert_the_very_figures(coders="ada,bo")
        self.assert_the_very_figures(roll_up="true")
        self.assert_the_very_figures(group="many")
        before = self.lead.position(self.study)
        then = [self.ask("/data").json[part] for part in ("coders", "items", "rows")]
        self.say("ada", "r0", "pay")
        self.say("bo", "r0")
        self.assert_the_very_figures(as_of=before)
        self.assertEqual([self.ask("/data", as_of=before).json[part] for part in ("coders", "items", "rows")], then)

    def test_each_row_says_whether_it_was_used(self):
        for response in ("both", "one", "begun", "none", "elsewhere"):
            self.respond(response, group="few" if response == "elsewhere" else "many")
        self.say("ada", "both", "pay")
        self.say("bo", "both")
        self.say("cem", "both", "time")
        self.say("ada", "one", "pay")
        self.say("bo", "one", "pay", finished=False)
        self.say("ada", "begun", "pay", finished=False)
        self.say("ada", "elsewhere")
        data = self.ask("/data", group="many", coders="ada,bo").json
        self.assertEqual(data["coders"], ["ada", "bo"])
        self.assertEqual(data["categories"], THEMES)
        unfinished = lambda coder: [{"coder": coder, "reason": "not_finished"}]
        self.assertEqual(data["rows"], [
            {"response": "both", "used": True, "reason": None, "left_out": [{"coder": "cem", "reason": "not_asked"}]},
            {"response": "one", "used": False, "reason": "one_coder", "left_out": unfinished("bo")},
            {"response": "begun", "used": False, "reason": "not_finished", "left_out": unfinished("ada")},
            {"response": "none", "used": False, "reason": "not_begun", "left_out": []},
            {"response": "elsewhere", "used": False, "reason": "other_group", "left_out": []}])
        self.assertEqual(data["items"], [[["pay"], []], [["pay"], None], [None, None], [None, None], [None, None]])
        table = list(csv.reader(io.StringIO(self.ask("/data", format="csv", group="many", coders="ada,bo").body.decode())))
        self.assertEqual(table[:3], [["item", "used", "reason", "left_out", "coder:ada", "coder:bo"],
                                     ["both", "yes", "", "cem: not_asked", "pay", "[]"],
                                     ["one", "no", "one_coder", "bo: not_finished", "pay", ""]])
        self.do({"type": "open_round", "round": "second", "parts": [{"question": "q", "coders": ["ada", "bo"], "sample": 1}]})
        in_round = self.ask("/data", round="second").json["rows"]
        self.assertEqual(sum(1 for row in in_round if row["reason"] == "not_in_round"), 4)
        self.do({"type": "add_theme", "theme": "a;b", "label": "Two in one"})
        answer = self.ask("/data", format="csv")
        self.assertEqual((answer.status, answer.problem, answer.json["field"]), (422, "invalid_value", "format"))
        self.assertEqual(self.ask("/data", format="ndjson").status, 200)

    def test_why_coders_differ(self):
        for number in range(20):
            self.respond(f"r{number}")
            self.say("ada", f"r{number}", *(["pay"] if number < 15 else []), *(["time"] if number % 2 else []))
            self.say("bo", f"r{number}", *(["pay"] if number < 5 else []), *(["rooms"] if number % 2 else []))
        found = self.ask("/diagnosis").json
        self.assertEqual((found["units"], found["codings"], found["coders"]), (20, 40, ["ada", "bo"]))
        by_theme = {theme["theme"]: theme for theme in found["themes"]}
        self.assertEqual(by_theme["pay"]["kind"], "unequal_use")
        self.assertIn("Pay is applied by ada (75 %) 3 times as often as by bo (25 %)", by_theme["pay"]["words"])
        self.assertEqual(by_theme["pay"]["use"], [{"coder": "ada", "applied": 15, "codings": 20},
                                                  {"coder": "bo", "applied": 5, "codings": 20}])
        matrix = {(cell["theme"], cell["other"]): cell["times"] for cell in found["theme_matrix"]}
        # Pay alone on 5 even and 5 odd responses from 5 to 14; time against rooms on the 10 odd ones.
        self.assertEqual(matrix, {("pay", "pay"): 5, ("time", "rooms"): 10, ("pay", "rooms"): 5, ("pay", None): 5})
        pair, = found["coder_matrix"]
        live = self.ask("", coefficient="percent_exact_sets,cohen_kappa").json["results"]
        whole = {row["coefficient"]: row["value"] for row in live if row["theme"] is None}
        self.assertEqual({name: pair[name]["value"] for name in whole}, whole)
        first = found["costliest"][0]
        self.assertEqual(first["response"], "r5", "of equal ones the first; r1 and r3 have a theme in common")
        self.assertEqual(first["coders"], [{"coder": "ada", "themes": ["pay", "time"]}, {"coder": "bo", "themes": ["rooms"]}])
        self.assertEqual(len(self.ask("/diagnosis", limit=3).json["costliest"]), 3)
        shares = [one["share"] for one in self.ask("/diagnosis", limit=1000).json["costliest"]]
        self.assertAlmostEqual(sum(shares), 1)
        self.assertEqual(shares, sorted(shares, reverse=True))
        shown = self.tool("agreement", "diagnosis", self.study, "q")
        self.assertIn("3 times as often", shown)
        self.assertRegex(shown, r"(?m)^Pay +nothing else", "labels, not ids")
        self.assertRegex(self.tool("agreement", self.study, "q", "--pairs"), r"(?m)^ada, bo +Pay ")

    def test_the_same_text_coded_differently(self):
        for response, text in (("a", "More time!"), ("b", "“more  TIME”"), ("c", "More time?"), ("d", "No."), ("e", "no"),
                               ("f", "More time"), ("g", "Pay."), ("h", "pay")):
            self.respond(response, text)
        self.say("ada", "a", "time")
        self.say("ada", "b", "pay")
        self.say("bo", "f", "time")
        self.say("ada", "c", "rooms")
        self.say("ada", "d", "rooms")
        self.say("bo", "e", "pay")
        self.say("ada", "g", "pay")
        self.say("bo", "h", "pay")
        found = self.ask("/same-texts").json
        said = lambda coder, *themes: [{"coder": coder, "themes": list(themes)}]
        self.assertEqual(found["total"], 2)
        self.assertEqual(found["texts"], [
            {"text": "More time!", "inconsistent_coders": ["ada"], "responses": [
                {"response": "a", "coders": said("ada", "time")}, {"response": "b", "coders": said("ada", "pay")},
                {"response": "f", "coders": said("bo", "time")}]},
            {"text": "No.", "inconsistent_coders": [], "responses": [
                {"response": "d", "coders": said("ada", "rooms")}, {"response": "e", "coders": said("bo", "pay")}]}])
        self.assertEqual(len(self.ask("/same-texts", limit=1).json["texts"]), 1)
        self.assertEqual(self.ask("/same-texts", coders="bo").json["total"], 0)
        viewer = self.server.client("vi", "viewer", document=DOCUMENT)
        for what in ("same-texts", "data", "diagnosis"):
            self.assertEqual(viewer.call("GET", f"{self.url}/agreement/{what}").status, 403, what)

    def test_small_groups_are_not_shown(self):
        for number in range(12):
            group = "many" if number < 6 else "more" if number < 10 else "few"
            self.respond(f"r{number}", group=group)
            for coder in ("ada", "bo"):
                self.say(coder, f"r{number}", "pay", "time")
        def shown(group):
            agreement, connections = self.ask("", group=group).json, self.lead.ok("GET", f"{self.url}/connections?group={group}")
            diagnosis, data = self.ask("/diagnosis", group=group).json, self.ask("/data", group=group).json
            texts = self.ask("/same-texts", group=group).json
            whole, = self.lead.ok("GET", f"/v1/studies/{self.study}/agreement?group={group}")["questions"]
            last = self.ask("/timeline", group=group, points=1).json["points"][-1]
            answers = (agreement, connections, diagnosis, data, texts, whole, last)
            self.assertEqual(len({answer["suppressed"] for answer in answers}), 1)
            figures = [agreement["results"], agreement["units"], connections["connections"], connections["total"],
                       diagnosis["theme_matrix"], diagnosis["units"], data["items"], whole["results"], last["results"]]
            self.assertEqual({bool(figure) for figure in figures}, {not agreement["suppressed"]})
            return not agreement["suppressed"]
        self.assertEqual([shown(group) for group in ("many", "more", "few")], [True, True, True])
        self.do({"type": "set_policy", "settled_by": "majority", "suppress_below": 3, "segments_may_overlap": False})
        # The smallest of the others is not shown either: the few would follow from it.
        self.assertEqual([shown(group) for group in ("many", "more", "few")], [True, False, False])
        counts = self.lead.ok("GET", f"{self.url}/counts?by=group")["groups"]
        self.assertEqual({row["group"]: row["suppressed"] for row in counts}, {"many": False, "more": True, "few": True})
        for what in ((), ("diagnosis",), ("same-texts",)):
            self.assertIn("Not shown", self.tool("agreement", *what, self.study, "q", "--group", "few"), what)
        self.assertIn("Not shown", self.tool("connections", self.study, "q", "--group", "few"))
        self.assertIn("or of another one that would follow from it", self.tool("agreement", self.study, "q", "--group", "more"))
        self.assertIn("Groups that are not shown: too few people", self.tool("counts", self.study, "q", "--by", "group"))
        self.assertNotIn("Groups that are not shown", self.tool("counts", self.study, "q"))

    def test_the_study_side_by_side_and_over_time(self):
        self.code_at_random(["ada", "bo"], 12)
        table = self.tool("agreement", "questions", self.study, "--coefficient", "gwet_ac1,percent_agreement")
        self.assertIn("gwet_ac1", table)
        self.assertRegex(self.tool("agreement", self.study, "q"), r"\nToo few responses to judge: \d+, and it takes 30\.\n")
        over_time = self.tool("agreement", "timeline", self.study, "q", "--points", "3", "--theme", "pay",
                                         "--coefficient", "percent_agreement", "--pairs")
        self.assertIn("theme added pay, theme added time and 2 more", over_time)
        table = self.tool("agreement", "timeline", self.study, "q", "--points", "3").splitlines()
        self.assertEqual(len(table), 2 + 1 + 3, "a line a point")
        self.assertLess(max(map(len, table)), 140)
        self.assertIn("Coder against the rest", over_time)
        last = self.ask("/timeline", points=1, coefficient="percent_agreement").json["points"][-1]
        value = next(row["value"] for row in last["results"] if row["theme"] == "pay")
        self.assertIn(f"{value:.3f}", over_time)
        data = self.tool("agreement", "data", self.study, "q")
        self.assertEqual(data.encode(), self.ask("/data", format="csv").body.replace(b"\r\n", b"\n"))


class TheWordsOfReasons(unittest.TestCase):
    def test_the_document_has_every_reason_that_the_code_can_give(self):
        root = pathlib.Path(__file__).resolve().parents[2]
        slugs = (root / "libs/agreement/estimate.cpp").read_text()
        body = slugs[slugs.index("slug_of(Undefined"):slugs.index("slug_of(IntervalMethod")]
        words = set(re.findall(r'"(\w+)"', body))
        members = (root / "libs/agreement/estimate.hpp").read_text().split("enum class Undefined {")[1].split("};")[0]
        self.assertEqual(len(words), len(re.findall(r"^\s*k\w+,", members, re.M)), "one word a reason")
        self.assertEqual(set(DOCUMENT.tree["components"]["schemas"]["UndefinedReason"]["enum"]), words | {None})


if __name__ == "__main__":
    facts.main()
