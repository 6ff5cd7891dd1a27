#!/usr/bin/python3
"""A unitizing round as a team meets it: each splits comments alone, then one split is what all share."""

import unittest

import facts
from contract import Document
from server import Server

DOCUMENT = Document()
Q = "q1"
# "é" here is a letter and its accent: two code points that a reader sees as one character.
TEXTS = {"c1": "No time. No pay at all.", "c2": "Nobody asks us.", "c3": "cafe\u0301 talk"}


class Team(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        cls.chief = cls.server.client("chief", document=DOCUMENT)
        cls.ada, cls.bo, cls.cem = (cls.server.client(name, "coder", document=DOCUMENT) for name in ("ada", "bo", "cem"))
        cls.judge = cls.server.client("judge", "adjudicator", document=DOCUMENT)

    def study(self, **part):
        name = self.id().rsplit(".", 1)[1]
        self.chief.ok("POST", "/v1/studies", {"study": name, "title": name})
        self.chief.commands(
            name,
            *({"type": "add_member", "member": member, "role": "coder"} for member in ("ada", "bo", "cem")),
            {"type": "add_member", "member": "judge", "role": "adjudicator"},
            {"type": "add_question", "question": Q, "text": "Why?"},
            {"type": "add_group", "group": "g", "label": "G"},
            {"type": "add_respondent", "respondent": "p1", "group": "g"},
            {"type": "add_respondent", "respondent": "p2"},
            *({"type": "add_theme", "theme": theme, "label": theme} for theme in ("pay", "time")),
            {"type": "add_theme", "theme": "far", "label": "Far", "questions": []},
            *({"type": "add_comment", "question": Q, "comment": comment, "respondent": "p2" if comment == "c2" else "p1",
               "text": text} for comment, text in TEXTS.items()))
        self.chief.commands(name, {"type": "open_round", "round": "own", "blind": True, "unitizing": True,
                                   "parts": [{"question": Q, "coders": ["ada", "bo"], **part}]})
        return name

    @staticmethod
    def place(study, comment, coder):
        return f"/v1/studies/{study}/questions/{Q}/comments/{comment}/layers/{coder}"

    def set(self, client, study, comment, units, finished=True, **headers):
        coder = client.ok("GET", "/v1/me")["name"]
        units = [{"begin": begin, "end": end, "themes": themes} for begin, end, *themes in units]
        return client.call("PUT", self.place(study, comment, coder), {"units": units, "finished": finished}, **headers)

    def split_by_two(self, study):
        """Ada: two units of c1 and one of c2. Bo: one of c1, nothing in c2."""
        for client, comment, units in ((self.ada, "c1", [(0, 8, "time"), (9, 23, "pay")]), (self.ada, "c2", [(0, 15)]),
                                       (self.bo, "c1", [(4, 23, "pay", "time")]), (self.bo, "c2", [])):
            self.assertEqual(self.set(client, study, comment, units).status, 200)

    def close(self, study):
        self.chief.commands(study, {"type": "close_round", "round": "own"})

    def adopt(self, client, study, coder, **more):
        return client.call("POST", f"/v1/studies/{study}/questions/{Q}/adoption",
                           {"coder": coder, "reason": "So we split it.", **more})

    def responses(self, study):
        rows = self.chief.ok("GET", f"/v1/studies/{study}/questions/{Q}/responses")["responses"]
        return {row["response"]: (row["begin"], row["end"], {
            coding["coder"]: ([one["theme"] for one in coding["assignments"]], coding["finished"])
            for coding in row["codings"]}) for row in rows}

    def counts(self, study, query, client=None):
        return (client or self.chief).ok("GET", f"/v1/studies/{study}/questions/{Q}/counts?{query}")


class AUnitizingRound(Team):
    def test_agreement_on_where_units_are_is_that_of_the_spans(self):
        study = self.study()
        self.split_by_two(study)
        place = f"/v1/studies/{study}/questions/{Q}/agreement/unitizing"
        self.assertEqual(self.bo.call("GET", place).problem, "blind_round")
        def computed(begin_end_label, length):
            spans = [[[begin, end - begin, label] for begin, end, label in coder] for coder in begin_end_label]
            return self.chief.ok("POST", "/v1/agreement", body={"coders": ["ada", "bo"], "length": length, "spans": spans})["results"]
        overlapping = [[(0, 8, "time"), (9, 23, "pay")], [(4, 23, "pay"), (4, 23, "time")]]
        found = self.chief.ok("GET", f"{place}?comment=c1")
        self.assertEqual((found["comments"], found["coders"], found["categories"]), (1, ["ada", "bo"], ["pay", "time"]))
        self.assertEqual(found["results"], computed(overlapping, 23))
        position = found["position"]
        self.assertEqual(self.set(self.bo, study, "c1", [(0, 10, "time"), (11, 23, "pay")]).status, 200)
        apart = self.chief.ok("GET", f"{place}?comment=c1")["results"]
        self.assertEqual(apart, computed([overlapping[0], [(0, 10, "time"), (11, 23, "pay")]], 23))
        values = {row["coefficient"]: row["value"] for row in apart}
        for coefficient in ("u_alpha_2004", "u_alpha_nominal", "u_alpha_binary", "cu_alpha_nominal"):
            self.assertIsNotNone(values[coefficient], coefficient)
        self.assertEqual(self.chief.ok("GET", f"{place}?comment=c1&as_of={position}")["results"], found["results"])
        whole = self.chief.ok("GET", place)
        self.assertEqual((whole["comments"], whole["categories"]), (2, ["pay", "time", ""]), "a unit without a theme")
        self.assertEqual({row["coefficient"] for row in whole["results"]},
                         {"char_alpha_binary", "char_alpha_nominal_blank_as_category"})
        self.assertEqual(self.chief.ok("GET", f"{place}?coders=ada")["comments"], 0)
        tool = lambda *words: self.server.verbatim("--server", f"http://127.0.0.1:{self.server.port}", "--token", self.chief.token,
                                                   "agreement", "unitizing", study, Q, *words)
        of_one = tool("--comment", "c1")
        self.assertRegex(of_one, rf"u_alpha_nominal +all +{values['u_alpha_nominal']:.3f}")
        self.assertIn("char_alpha_binary", tool())
        self.assertNotIn("u_alpha_nominal", tool())
        answer = self.chief.call("GET", f"{place}?comment=none")
        self.assertEqual((answer.status, answer.problem), (404, "unknown_comment"))

    def test_what_that_agreement_is_of_can_be_asked(self):
        study = self.study()
        self.split_by_two(study)
        self.assertEqual(self.set(self.ada, study, "c3", [(0, 5)]).status, 200)  # nobody else did
        base = f"/v1/studies/{study}/questions/{Q}/agreement/unitizing"
        self.assertEqual(self.bo.call("GET", f"{base}/evidence").problem, "blind_round")
        found = self.chief.ok("GET", base)
        self.assertEqual(found["evidence"], f"{base}/evidence?as_of={found['position']}")
        evidence = self.chief.ok("GET", found["evidence"])
        self.assertEqual((evidence["total"], [row["comment"] for row in evidence["rows"]]), (found["comments"], ["c1", "c2"]))
        one = evidence["rows"][0]
        self.assertEqual((one["respondent"], one["code_points"]), ("p1", 23))
        self.assertEqual([(layer["coder"], [(span["begin"], span["end"], span["themes"]) for span in layer["spans"]])
                          for layer in one["layers"]],
                         [("ada", [(0, 8, ["time"]), (9, 23, ["pay"])]), ("bo", [(4, 23, ["pay", "time"])])])
        # Computed again from the evidence alone.
        spans = [[[span["begin"], span["end"] - span["begin"], theme] for span in layer["spans"] for theme in span["themes"]]
                 for layer in one["layers"]]
        again = self.chief.ok("POST", "/v1/agreement", body={"coders": ["ada", "bo"], "length": 23, "spans": spans})["results"]
        self.assertEqual(self.chief.ok("GET", f"{base}?comment=c1")["results"], again)
        for row in evidence["rows"]:
            for layer in row["layers"]:
                event = self.chief.ok("GET", f"/v1/studies/{study}/events?after={layer['position'] - 1}&limit=1")["events"][0]
                self.assertEqual((event["type"], event["data"]["comment"], event["data"]["coder"], event["time"], event["actor"]),
                                 ("layer_set", row["comment"], layer["coder"], layer["time"], layer["actor"]))
        page = self.chief.ok("GET", f"{base}/evidence?limit=1")
        self.assertEqual(page["next"], 1)
        self.assertEqual(page["rows"] + self.chief.ok("GET", f"{base}/evidence?offset=1&limit=1")["rows"], evidence["rows"])
        self.assertEqual(self.chief.ok("GET", f"{base}/evidence?comment=c2")["total"], 1)
        self.assertEqual(self.chief.ok("GET", f"{base}/evidence?coders=ada")["rows"], [])
        self.assertEqual(self.chief.call("GET", f"{base}/evidence?comment=none").problem, "unknown_comment")
        permalink = self.chief.call("GET", f"{base}/evidence")
        self.set(self.bo, study, "c2", [(0, 3)])
        self.assertEqual(self.chief.call("GET", permalink.json["permalink"]).body, permalink.body)

    def test_how_coders_split_stands_in_differences_and_in_histories(self):
        study = self.study()
        start = self.chief.position(study)
        self.split_by_two(study)
        middle = self.chief.position(study)
        self.set(self.bo, study, "c2", [(0, 3)], finished=False)
        diff = self.chief.ok("GET", f"/v1/studies/{study}/diff?from={start}&to={middle}")
        self.assertEqual([(row["comment"], row["coder"], row["before"], row["after"]) for row in diff["layers"]["shown"]],
                         [("c1", "ada", None, {"units": 2, "finished": True}), ("c1", "bo", None, {"units": 1, "finished": True}),
                          ("c2", "ada", None, {"units": 1, "finished": True}), ("c2", "bo", None, {"units": 0, "finished": True})])
        self.assertEqual(diff["layers"]["total"], 4)
        self.assertIn("ada split 2 comments otherwise for themselves.", diff["words"])
        later = self.chief.ok("GET", f"/v1/studies/{study}/diff?from={middle}")["layers"]["shown"]
        self.assertEqual([(row["coder"], row["before"], row["after"]) for row in later],
                         [("bo", {"units": 0, "finished": True}, {"units": 1, "finished": False})])
        history = self.chief.ok("GET", f"/v1/studies/{study}/history?kind=coding&id=c2&question={Q}&coder=bo")["events"]
        self.assertEqual([(event["type"], event["data"]["coder"]) for event in history], [("layer_set", "bo")] * 2)

    def test_hands_out_whole_comments(self):
        study = self.study(per_response=1)
        first = self.ada.ok("POST", f"/v1/studies/{study}/rounds/own/next?question={Q}")
        self.assertIsNone(first["response"])
        self.assertEqual((first["comment"]["comment"], first["comment"]["text"], first["comment"]["code_points"]),
                         ("c1", TEXTS["c1"], 23))
        self.assertEqual(first["comment"]["layer"], {"coder": "ada", "finished": False, "revision": 0, "units": []})
        other = self.bo.ok("POST", f"/v1/studies/{study}/rounds/own/next?question={Q}")["comment"]["comment"]
        self.assertEqual(other, "c2")
        refused = self.set(self.bo, study, "c1", [])
        self.assertEqual((refused.status, refused.problem, refused.json["field"]), (409, "not_allowed_now", "comment"))
        self.assertEqual(self.set(self.ada, study, "c1", [(0, 8, "time")]).status, 200)
        part = self.chief.ok("GET", f"/v1/studies/{study}/rounds/own")["parts"][0]
        self.assertEqual((part["comments"], part["responses"], part["free_places"]), (3, None, 1))
        self.assertEqual({row["coder"]: (row["allocated"], row["finished"]) for row in part["coders"]},
                         {"ada": (1, 1), "bo": (1, 0)})
        again = self.ada.ok("POST", f"/v1/studies/{study}/rounds/own/next?question={Q}")["comment"]
        self.assertEqual(again["comment"], "c3")

    def test_leaves_the_shared_responses_alone(self):
        study = self.study()
        coding = f"/v1/studies/{study}/questions/{Q}/responses/c1/codings/ada"
        for answer in (self.ada.call("PUT", coding, {"themes": ["pay"]}), self.ada.call("PUT", f"{coding}/themes/pay")):
            self.assertEqual((answer.status, answer.problem, answer.json["field"]), (409, "not_allowed_now", "question"))
            self.assertIn("unitizing", answer.json["detail"])
        split = {"type": "segment_comment", "question": Q, "comment": "c1", "segments": [
            {"response": "c1", "begin": 0, "end": 8}, {"response": "c1.b", "begin": 9, "end": 23}]}
        answer = self.chief.call("POST", f"/v1/studies/{study}/commands", {"commands": [split]})
        self.assertEqual((answer.status, answer.json["field"]), (409, "/commands/0/question"))
        self.close(study)
        self.assertEqual(self.ada.call("PUT", coding, {"themes": ["pay"]}).status, 200)
        self.assertEqual(self.set(self.ada, study, "c1", []).problem, "not_allowed_now")

    def test_is_blind(self):
        study = self.study()
        answer = self.chief.call("POST", f"/v1/studies/{study}/commands", {"commands": [
            {"type": "open_round", "round": "open", "unitizing": True, "parts": [{"question": Q, "coders": ["ada"]}]}]})
        self.assertEqual((answer.status, answer.problem, answer.json["field"]), (422, "invalid_value", "/commands/0/blind"))
        self.split_by_two(study)
        for client in (self.chief, self.judge, self.cem):
            layers = client.ok("GET", f"/v1/studies/{study}/questions/{Q}/layers")["comments"][0]["layers"]
            self.assertEqual([layer["coder"] for layer in layers], ["ada", "bo"])
        own = self.bo.ok("GET", f"/v1/studies/{study}/questions/{Q}/layers")
        self.assertEqual((own["restricted"], [[layer["coder"] for layer in comment["layers"]] for comment in own["comments"]]),
                         ("blind_round", [["bo"], ["bo"]]))
        for path in ("layers?coder=ada", "comments/c1/layers/ada", "counts?layer=ada"):
            answer = self.bo.call("GET", f"/v1/studies/{study}/questions/{Q}/{path}")
            self.assertEqual((answer.status, answer.problem), (403, "blind_round"), path)
        self.assertNotIn(b'"coder":"ada"', self.bo.export(study))
        self.assertIn(b'"coder":"bo"', self.bo.export(study))


class ALayer(Team):
    def test_is_set_as_a_whole_and_only_as_it_was_seen(self):
        study = self.study()
        done = self.set(self.ada, study, "c1", [(0, 8, "time"), (9, 23, "pay", "time")])
        self.assertEqual((done.status, done.json["events"]), (200, 1))
        layer = self.ada.call("GET", self.place(study, "c1", "ada"))
        self.assertEqual(layer.headers["ETag"], done.headers["ETag"])
        self.assertEqual((layer.json["code_points"], layer.json["finished"]), (23, True))
        self.assertEqual([(unit["begin"], unit["end"], [one["theme"] for one in unit["assignments"]])
                          for unit in layer.json["units"]], [(0, 8, ["time"]), (9, 23, ["pay", "time"])])
        again = self.set(self.ada, study, "c1", [(0, 8, "time"), (9, 23, "pay", "time")])
        self.assertEqual((again.json["events"], again.headers["ETag"]), (0, done.headers["ETag"]))
        other = self.set(self.ada, study, "c1", [(0, 23)], If_Match=done.headers["ETag"])
        self.assertEqual(other.status, 200)
        stale = self.set(self.ada, study, "c1", [], If_Match=done.headers["ETag"])
        self.assertEqual((stale.status, stale.problem), (412, "stale_condition"))
        self.assertEqual([event["type"] for event in stale.json["events"]], ["layer_set"])
        batch = {"commands": [{"type": "set_layer", "question": Q, "comment": "c1", "units": []}],
                 "conditions": [{"question": Q, "comment": "c1", "coder": "ada", "revision": 1}]}
        answer = self.ada.call("POST", f"/v1/studies/{study}/commands", batch)
        self.assertEqual((answer.status, answer.problem), (409, "stale_condition"))
        batch["conditions"][0]["revision"] = int(other.headers["ETag"].strip('"'))
        self.assertEqual(self.ada.ok("POST", f"/v1/studies/{study}/commands", batch)["events"], 1)

    def test_is_refused_where_it_cannot_be(self):
        study = self.study()
        for units, status, slug, field in (
                ([(0, 24)], 422, "invalid_value", "/units/0"), ([(0, 9), (8, 23)], 422, "invalid_value", "/units/1"),
                ([(5, 5)], 422, "invalid_value", "/units/0"), ([(0, 5, "nothing")], 404, "unknown_theme", "/units/0/themes/0")):
            answer = self.set(self.ada, study, "c1", units)
            self.assertEqual((answer.status, answer.problem, answer.json["field"]), (status, slug, field))
        self.chief.commands(study, {"type": "add_question", "question": "q2", "text": "?"},
                            {"type": "scope_theme", "theme": "far", "questions": ["q2"]})
        answer = self.set(self.ada, study, "c1", [(0, 5, "pay", "far")])
        self.assertEqual((answer.status, answer.problem, answer.json["field"]), (409, "not_allowed_now", "/units/0/themes/1"))
        answer = self.bo.call("PUT", self.place(study, "c1", "ada"), {"units": []})
        self.assertEqual((answer.status, answer.problem), (403, "forbidden"))

    def test_does_not_cut_through_a_character(self):
        study = self.study()
        torn = [(0, 4), (4, 10)]  # between the e and its accent
        answer = self.set(self.ada, study, "c3", torn)
        self.assertEqual((answer.status, answer.problem, answer.json["field"]), (422, "invalid_value", "/units/0"))
        command = {"type": "set_layer", "question": Q, "comment": "c3",
                   "units": [{"begin": begin, "end": end} for begin, end in torn]}
        answer = self.ada.call("POST", f"/v1/studies/{study}/commands", {"commands": [command]})
        self.assertEqual((answer.status, answer.json["field"]), (422, "/commands/0/units/0"))
        sent = self.ada.ok("POST", f"/v1/studies/{study}/offline", {"commands": [{"id": "o1", "base": 0, "command": command}]})
        self.assertEqual(sent["results"][0]["problem"]["field"], "/commands/0/command/units/0")
        self.assertEqual(self.set(self.ada, study, "c3", [(0, 5), (5, 10)]).status, 200)

    def test_set_offline_is_refused_where_it_changed_since(self):
        study = self.study()
        base = self.chief.position(study)
        self.assertEqual(self.set(self.ada, study, "c1", [(0, 8)]).status, 200)
        queue = {"commands": [{"id": f"{study}-{comment}", "base": base, "command": {
            "type": "set_layer", "question": Q, "comment": comment, "units": []}} for comment in ("c1", "c2")]}
        first, second = self.ada.ok("POST", f"/v1/studies/{study}/offline", queue)["results"]
        self.assertEqual(first["problem"]["type"], "/problems/stale_condition")
        self.assertTrue(second["accepted"])

    def test_is_taken_back_by_its_coder(self):
        study = self.study()
        self.assertEqual(self.set(self.ada, study, "c1", [(0, 8, "time")]).status, 200)
        before = self.ada.ok("GET", self.place(study, "c1", "ada"))["units"]
        position = self.set(self.ada, study, "c1", [(0, 23, "pay")]).json["position"]
        undo = {"position": position, "reason": "It was better before."}
        self.assertEqual(self.bo.call("POST", f"/v1/studies/{study}/undo", undo).status, 403)
        self.assertEqual(self.ada.call("POST", f"/v1/studies/{study}/undo", undo).status, 200)
        self.assertEqual(self.ada.ok("GET", self.place(study, "c1", "ada"))["units"], before)

    def test_is_counted_with_bases_of_its_own(self):
        study = self.study()
        self.split_by_two(study)
        bases = {coder: self.counts(study, f"layer={coder}&by=group") for coder in ("ada", "bo")}
        self.assertEqual(bases["ada"]["basis"], "layer:ada")
        self.assertEqual(bases["ada"]["base"], {"comments": 2, "responses": 3, "assignments": 2, "respondents": 2})
        self.assertEqual(bases["bo"]["base"], {"comments": 2, "responses": 1, "assignments": 2, "respondents": 2})
        self.assertEqual({theme["theme"]: theme["share"]["value"] for theme in bases["ada"]["themes"]},
                         {"pay": 1 / 3, "time": 1 / 3, "far": 0.0})
        self.assertEqual({theme["theme"]: theme["share"]["value"] for theme in bases["bo"]["themes"]},
                         {"pay": 1.0, "time": 1.0, "far": 0.0})
        self.assertEqual([group["base"]["responses"] for group in bases["ada"]["groups"]], [2, 1])
        csv = self.chief.call("GET", f"/v1/studies/{study}/questions/{Q}/counts?layer=ada&format=csv").body.decode()
        self.assertIn("pay,pay,themes,,all,,1,1,1,1,responses,3,", csv)
        self.assertEqual(self.counts(study, "layer=bo", self.bo)["base"], bases["bo"]["base"])
        answer = self.chief.call("GET", f"/v1/studies/{study}/questions/{Q}/counts?layer=ada&basis=any")
        self.assertEqual((answer.status, answer.json["field"]), (422, "layer"))
        self.assertEqual(self.counts(study, "basis=any")["base"]["responses"], 3, "the shared ones are as they were")


class Adoption(Team):
    def test_makes_one_split_the_shared_one(self):
        study = self.study()
        self.split_by_two(study)
        for client in (self.chief, self.judge):
            answer = self.adopt(client, study, "ada")
            self.assertEqual((answer.status, answer.problem), (409, "not_allowed_now"), "while the round is open")
        self.close(study)
        self.assertEqual(self.adopt(self.ada, study, "ada").problem, "forbidden")
        before = self.responses(study)
        dry = self.adopt(self.judge, study, "ada", dry_run=True).json
        self.assertEqual(self.responses(study), before)
        done = self.adopt(self.judge, study, "ada", ).json
        self.assertEqual((dry["adopted"], dry["events"]), (done["adopted"], done["events"]))
        self.assertEqual(done["adopted"], {"comments": 2, "split": 1, "assigned": 4, "withdrawn": 0, "outside": 0})
        self.assertEqual(self.responses(study), {
            "c1": (0, 8, {"ada": (["time"], True), "bo": ([], True)}),
            "c1.2": (9, 23, {"ada": (["pay"], True), "bo": (["pay", "time"], True)}),
            "c2": (0, 15, {"ada": ([], True), "bo": ([], True)}), "c3": (0, 10, {})})
        self.assertEqual(self.counts(study, "basis=majority")["base"],
                         {"comments": 3, "responses": 4, "assignments": 2, "respondents": 2})
        self.assertEqual(self.adopt(self.judge, study, "ada").json["events"], 0, "it is so already")
        event = self.chief.ok("GET", f"/v1/studies/{study}/events?after={done['position'] - done['events']}")["events"][0]
        self.assertEqual((event["reason"], event["commit"]["count"], event["actor"]),
                         ("So we split it.", done["events"], "judge"))
        undone = self.chief.ok("POST", f"/v1/studies/{study}/undo", {"position": done["position"], "reason": "Too soon."})
        self.assertEqual(self.responses(study), before)
        self.chief.ok("POST", f"/v1/studies/{study}/undo", {"position": undone["position"], "reason": "Not too soon."})
        self.assertEqual(len(self.responses(study)), 4)

    def test_of_one_comment_and_repeated(self):
        study = self.study()
        self.split_by_two(study)
        self.close(study)
        body = {"coder": "bo", "comment": "c1", "reason": "So we split it."}
        target = f"/v1/studies/{study}/questions/{Q}/adoption"
        first = self.judge.call("POST", target, body, Idempotency_Key="a1")
        again = self.judge.call("POST", target, body, Idempotency_Key="a1")
        self.assertEqual((first.status, again.json), (200, first.json))
        self.assertEqual(self.responses(study)["c1"],
                         (4, 23, {"ada": (["pay", "time"], True), "bo": (["pay", "time"], True)}))
        self.assertEqual(self.responses(study)["c2"][2], {})
        answer = self.adopt(self.judge, study, "cem")
        self.assertEqual((answer.status, answer.problem, answer.json["field"]), (409, "not_allowed_now", "/coder"))

    def test_says_what_becomes_of_earlier_codings(self):
        study = self.study()
        self.split_by_two(study)
        self.close(study)
        coding = f"/v1/studies/{study}/questions/{Q}/responses/c1/codings/cem"
        self.cem.ok("PUT", coding, {"themes": ["pay"]})
        answer = self.adopt(self.judge, study, "ada", comment="c1")
        self.assertEqual((answer.status, answer.problem, answer.json["field"]), (409, "not_allowed_now", "/codings"))
        kept = self.adopt(self.judge, study, "ada", comment="c1", codings="keep").json
        self.assertEqual(self.responses(study)["c1"][2]["cem"], (["pay"], True))
        self.chief.ok("POST", f"/v1/studies/{study}/undo", {"position": kept["position"], "reason": "No."})
        self.adopt(self.judge, study, "ada", comment="c1", codings="withdraw")
        self.assertNotIn("cem", self.responses(study)["c1"][2])


if __name__ == "__main__":
    facts.main()
