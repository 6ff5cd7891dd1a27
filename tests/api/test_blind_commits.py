#!/usr/bin/python3
"""What a coder of a blind round is told of commits that are hidden from them in part: nothing that speaks of that part."""

import csv
import io
import json
import unittest

import facts
import wire
from contract import Document
from server import Server

DOCUMENT = Document()
S = "/v1/studies/s"
WHY = "Kept from the blind."


class BlindCommits(unittest.TestCase):
    def setUp(self):
        self.server = self.enterContext(Server())
        roles = {"chief": "owner", "lea": "lead", "ada": "coder", "ben": "coder", "cem": "coder", "adj": "adjudicator"}
        for name, role in roles.items():
            setattr(self, name, self.server.client(name, role, document=DOCUMENT))
        self.chief.ok("POST", "/v1/studies", {"study": "s", "title": "S"})
        self.chief.commands(
            "s", *({"type": "add_member", "member": name, "role": roles[name]} for name in ("lea", "ada", "ben", "cem")),
            *({"type": "add_question", "question": question, "text": "Why?"} for question in ("q1", "q2")),
            {"type": "add_respondent", "respondent": "p"},
            *({"type": "add_comment", "question": question, "comment": comment, "respondent": "p", "text": "No time at all."}
              for question in ("q1", "q2") for comment in ("c1", "c2", "c3")))
        self.theme = {theme: self.chief.commands("s", {"type": "add_theme", "theme": theme, "label": theme})["position"]
                      for theme in ("A", "B", "C")}
        self.chief.commands("s", {"type": "open_round", "round": "r", "blind": True,
                                  "parts": [{"question": "q1", "coders": ["ada", "ben", "lea"]}]})
        self.before = self.chief.position("s")

    def assign(self, question, response, theme):
        return {"type": "assign_theme", "question": question, "response": response, "theme": theme}

    def batch(self, client, *commands):
        return client.ok("POST", f"{S}/commands", {"commands": list(commands), "reason": WHY})["position"]

    def seen(self, client):
        """Every form in which the client is shown the events since the round was opened, by position."""
        after = f"after={self.before}"
        forms = {"page": client.ok("GET", f"{S}/events?{after}")["events"],
                 "history": client.ok("GET", f"{S}/history?{after}")["events"],
                 "lines": client.call("GET", f"{S}/events?{after}", Accept="application/x-ndjson").lines,
                 "cloudevents": [one["data"] for one in client.ok("GET", f"{S}/events?{after}&format=cloudevents")["events"]]}
        with wire.Events(self.server, f"{S}/events?{after}", client.token) as feed:
            forms["live"] = [json.loads(data) for _, _, data in feed.take(len(forms["page"]))]
        table = client.call("GET", f"{S}/history?{after}&format=csv").body.decode()
        self.assertEqual([int(row["position"]) for row in csv.DictReader(io.StringIO(table.lstrip("\ufeff")))],
                         [event["position"] for event in forms["page"]])
        forms["csv"] = table
        return forms

    def assert_tells_nothing(self, client, positions):
        forms = self.seen(client)
        self.assertNotIn(WHY, forms.pop("csv"))
        for form, events in forms.items():
            self.assertEqual([event["position"] for event in events], positions, form)
            for event in events:
                self.assertEqual((event["commit"]["count"], event["reason"], event["undoes"], event["on_behalf_of"]),
                                 (None, None, None, None), (form, event))

    def assert_tells_all(self, client, positions, count):
        forms = self.seen(client)
        self.assertIn(WHY, forms.pop("csv"))
        for form, events in forms.items():
            self.assertEqual([event["position"] for event in events], positions, form)
            self.assertEqual([event["commit"]["count"] for event in events], [count] * len(positions), form)
            self.assertIn(WHY, [event["reason"] for event in events], form)

    def test_of_a_settlement_by_whom_joins_with_it(self):
        self.adj.ok("PUT", f"{S}/questions/q1/responses/c3/settlement", {"themes": ["A", "B"], "reason": WHY})
        first = self.before + 1
        self.assert_tells_nothing(self.ada, [first])
        self.assert_tells_all(self.chief, [first, first + 1], 2)
        self.chief.commands("s", {"type": "close_round", "round": "r"})
        shown = self.ada.ok("GET", f"{S}/events?after={self.before}&limit=2")["events"]
        self.assertEqual([event["reason"] for event in shown], [None, WHY], "of what was asked for, not of joining")

    def test_of_a_batch_that_is_hidden_in_part(self):
        first = self.before + 1
        self.batch(self.ben, self.assign("q2", "c1", "A"), self.assign("q1", "c1", "A"), self.assign("q1", "c1", "B"))
        self.assert_tells_nothing(self.ada, [first])
        self.assert_tells_all(self.ben, [first, first + 1, first + 2], 3)

    def test_of_an_undo_that_is_hidden_in_part(self):
        made = self.batch(self.ben, self.assign("q1", "c1", "A"), self.assign("q2", "c1", "B"))
        undone = self.chief.ok("POST", f"{S}/undo", {"position": made, "reason": WHY})["position"]
        self.before = made
        self.assert_tells_nothing(self.ada, [undone - 1])
        event = self.chief.ok("GET", f"{S}/events?after={made}")["events"][0]
        self.assertEqual((event["on_behalf_of"], event["undoes"], event["reason"]), ("ben", made - 1, WHY))

    def test_of_their_own_coding_that_others_changed_with_more(self):
        own = f"{S}/questions/q1/responses/c1/codings/ada"
        tag = self.ada.call("PUT", own, {"themes": ["A"], "finished": True}).json["coding"]["revision"]
        mine, theirs = tag, self.ben.ok("PUT", f"{S}/questions/q1/responses/c1/codings/ben", {"themes": ["A"]})["position"]
        self.chief.ok("POST", f"{S}/questions/q1/recode", {"with": ["A"], "take": ["A"], "put": ["B"], "reason": WHY})
        stale = self.ada.call("PUT", own, {"themes": ["C"], "finished": True}, If_Match=f'"{tag}"')
        self.assertEqual((stale.status, stale.problem), (412, "stale_condition"), (mine, theirs))
        self.assertGreater(len(stale.json["events"]), 0)
        for event in stale.json["events"]:
            self.assertEqual((event["reason"], event["commit"]["count"], event["on_behalf_of"]), (None, None, None))

    def test_of_their_own_coding_that_they_have_an_offline_change_of(self):
        own = f"{S}/questions/q1/responses/c1/codings/ada"
        tag = self.ada.call("PUT", own, {"themes": ["A"], "finished": True}).json["coding"]["revision"]
        base = self.ben.ok("PUT", f"{S}/questions/q1/responses/c1/codings/ben", {"themes": ["A"]})["position"]
        self.chief.ok("POST", f"{S}/questions/q1/recode", {"with": ["A"], "take": ["A"], "put": ["B"], "reason": WHY})
        queued = {"id": "o", "base": base, "command": {**self.assign("q1", "c1", "C"), "coder": "ada"}}
        problem = self.ada.ok("POST", f"{S}/offline", {"commands": [queued]})["results"][0]["problem"]
        stale = self.ada.call("PUT", own, {"themes": ["C"], "finished": True}, If_Match=f'"{tag}"').json
        self.assertGreater(len(problem["events"]), 0)
        self.assertEqual((problem["between"], problem["events"]), (stale["between"], stale["events"]))

    def test_of_what_others_said_by_trying_an_import(self):
        """A dry run says what of a file is so already: to whoever is blind, the same whatever others did."""
        files = {"codings": "item_id,question,coder,labels\nc1,q1,ben,A\n", "comments": "item_id,question,respondent,text\nc1,q1,p,No time at all.\n"}

        def tried():
            answers = [self.lea.call("POST", f"{S}/imports?format={name}&dry_run=true", file, Content_Type="text/csv")
                       for name, file in files.items()]
            return [(a.status, {**a.json, "position": 0}) for a in answers]

        before = tried()
        self.assertEqual([status for status, _ in before], [403, 200], before)
        self.batch(self.ben, self.assign("q1", "c1", "A"), self.assign("q1", "c1", "B"))
        self.adj.ok("PUT", f"{S}/questions/q1/responses/c1/settlement", {"themes": ["A"], "reason": WHY})
        self.assertEqual(tried(), before)

    def refused(self, answer):
        self.assertEqual((answer.status, answer.problem), (403, "blind_round"), answer)
        self.assertNotIn("dependents", answer.json)

    def test_no_undo_is_an_oracle(self):
        undo = lambda client, position: client.call("POST", f"{S}/undo", {"position": position, "reason": WHY})
        coding = lambda response, theme: f"{S}/questions/q1/responses/{response}/codings/ben/themes/{theme}"
        made = {"theme": ({"type": "add_theme", "theme": "X", "label": "X"}, coding("c1", "X")),
                "comment": ({"type": "add_comment", "question": "q1", "comment": "x", "respondent": "p", "text": "Later."},
                            coding("x", "A")),
                "staff": ({"type": "staff_round", "round": "r", "question": "q1", "coders": ["ada", "ben", "cem", "lea"]}, coding("c2", "A"))}
        for kind, (command, depends_on_it) in made.items():
            with self.subTest(kind):
                position = self.lea.commands("s", command)["position"]
                self.refused(undo(self.lea, position))
                self.ben.ok("PUT", depends_on_it)
                self.refused(undo(self.lea, position))
        theirs = self.ben.position("s")
        self.refused(undo(self.lea, theirs))
        self.refused(undo(self.lea, self.theme["A"]))
        self.refused(undo(self.lea, self.theme["A"] - 2))  # the comments, with all else of their batch
        own = self.lea.ok("PUT", f"{S}/questions/q1/responses/c1/codings/lea/themes/A")["position"]
        self.assertEqual(undo(self.lea, own).status, 200)
        open_to_all = self.ben.ok("PUT", f"{S}/questions/q2/responses/c1/codings/ben", {"themes": ["A"]})["position"]
        self.assertEqual(undo(self.lea, open_to_all).status, 200)
        answer = undo(self.chief, self.theme["A"])
        self.assertEqual(answer.problem, "depended_on")
        self.assertIn(theirs, answer.json["dependents"])
        self.chief.commands("s", {"type": "close_round", "round": "r"})
        self.assertEqual(undo(self.lea, self.theme["A"]).problem, "depended_on")

    def test_no_segmentation_is_an_oracle(self):
        split = lambda client, question, **more: client.call("POST", f"{S}/commands", {"commands": [
            {"type": "segment_comment", "question": question, "comment": "c1", **more,
             "segments": [{"response": "c1", "begin": 0, "end": 2}, {"response": "c1b", "begin": 3, "end": 7}]}]})
        self.refused(split(self.lea, "q1"))
        self.ben.ok("PUT", f"{S}/questions/q1/responses/c1/codings/ben", {"themes": ["B"]})
        self.refused(split(self.lea, "q1"))
        self.refused(split(self.lea, "q1", codings="copy"))
        self.assertEqual(split(self.lea, "q2").status, 200)
        self.assertEqual(split(self.chief, "q1", codings="copy").status, 200)

    def test_no_erasure_is_an_oracle(self):
        erasure = f"{S}/erasures/e"
        self.lea.ok("PUT", erasure, {"respondent": "p", "requested_by": "respondent", "received_on": "2026-01-02",
                                     "reference": "DSR-1"})
        self.lea.ok("PUT", f"{erasure}/review", {"ground": "consent_withdrawn", "reason": "They said so."})
        self.lea.ok("PUT", f"{erasure}/decision", {"granted": True, "reason": "No exemption applies."})
        execute = lambda client: client.call("POST", f"{erasure}/execution", {})
        self.refused(execute(self.lea))
        self.ben.ok("PUT", f"{S}/memos/theirs", {"about": {"kind": "theme", "id": "A"}, "text": "No time at all."})
        self.refused(execute(self.lea))
        self.assertEqual(execute(self.chief).problem, "not_allowed_now")

    def test_of_notes_about_respondents(self):
        about = {"kind": "respondent", "id": "p"}
        self.ben.ok("PUT", f"{S}/memos/theirs", {"about": about, "text": "Is about capacity."})
        self.ada.ok("PUT", f"{S}/memos/mine", {"about": about, "text": "Mine."})
        named = lambda client: [memo["memo"] for memo in client.ok("GET", f"{S}/memos")["memos"]]
        self.assertEqual(named(self.ada), ["mine"])
        self.assertEqual(self.ada.call("GET", f"{S}/memos/theirs").status, 404)
        self.assertEqual(named(self.chief), ["theirs", "mine"])
        self.chief.commands("s", {"type": "close_round", "round": "r"})
        self.assertEqual(named(self.ada), ["theirs", "mine"])


if __name__ == "__main__":
    facts.main()
