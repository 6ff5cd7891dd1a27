#!/usr/bin/python3
"""Whatever was done is taken back: by a new commit that says so, and never over what depends on it."""

import unittest

import facts
from contract import Document
from server import Server

DOCUMENT = Document()
SET_UP = [
    {"type": "add_question", "question": "q", "text": "Why?"},
    {"type": "add_respondent", "respondent": "p"},
    {"type": "add_comment", "question": "q", "comment": "c1", "respondent": "p", "text": "No time."},
    {"type": "add_comment", "question": "q", "comment": "c2", "respondent": "p", "text": "No money."},
    {"type": "add_theme", "theme": "time", "label": "Time"},
    {"type": "add_theme", "theme": "money", "label": "Money"},
]
CSV = "item_id,question,coder,labels,text\n" + "".join(
    f"i{n},q-file,bo,theme {n % 3};other,What {n} said\n" for n in range(20))


class Undo(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        cls.lea = cls.server.client("lea", "owner", document=DOCUMENT)
        cls.ada = cls.server.client("ada", "coder", document=DOCUMENT)

    def setUp(self):
        self.study = self.id().rsplit(".", 1)[-1]
        self.lea.ok("POST", "/v1/studies", {"study": self.study, "title": "S"})
        self.lea.commands(self.study, *SET_UP)

    def path(self, rest=""):
        return f"/v1/studies/{self.study}{rest}"

    def undo(self, position, client=None, **headers):
        return (client or self.lea).call("POST", self.path("/undo"), {"position": position, "reason": "a mistake"},
                                         **headers)

    def done(self, position, client=None):
        answer = self.undo(position, client)
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    def figures(self):
        """What can be seen of the study, without what only counts or dates the steps that led there."""
        study = self.lea.ok("GET", self.path())
        figures = {name: study[name] for name in ("totals", "questions", "groups", "members")}
        for question in study["questions"]:
            for what in ("counts?by=group&basis=any", "agreement", "progress", "responses"):
                answer = self.lea.ok("GET", self.path(f"/questions/{question['question']}/{what}"))
                for moment in ("position", "permalink", "evidence", "rules"):
                    answer.pop(moment, None)
                for response in answer.get("responses", []) if what == "responses" else []:
                    for coding in response["codings"]:
                        coding.pop("revision")
                        coding["assignments"] = [one["theme"] for one in coding["assignments"]]
                figures[question["question"], what] = answer
        return figures

    def assign(self, theme, comment="c1", client=None):
        client = client or self.ada
        name = "ada" if client is self.ada else "lea"
        return client.ok("PUT", self.path(f"/questions/q/responses/{comment}/codings/{name}/themes/{theme}"))["position"]

    def test_one_assignment(self):
        self.assign("money")
        before = self.figures()
        position = self.assign("time")
        answer = self.done(position, self.ada)
        self.assertEqual((answer["events"], answer["undoes"]), (1, position))
        self.assertEqual(self.figures(), before)
        event = self.lea.ok("GET", self.path(f"/events?after={position}"))["events"][0]
        self.assertEqual((event["type"], event["undoes"], event["reason"]), ("theme_withdrawn", position, "a mistake"))

    def test_a_batch(self):
        before = self.figures()
        position = self.lea.commands(
            self.study,
            {"type": "segment_comment", "question": "q", "comment": "c1", "segments": [
                {"response": "c1", "begin": 0, "end": 2}, {"response": "c1b", "begin": 3, "end": 8}]},
            {"type": "add_theme", "theme": "rest", "label": "Rest", "parent": "time"},
            {"type": "set_coding", "question": "q", "response": "c1b", "themes": ["rest", "time"]})["position"]
        after = self.figures()
        self.assertNotEqual(before, after)
        undone = self.done(position)
        self.assertEqual(self.figures(), before)
        self.done(undone["position"])
        self.assertEqual(self.figures(), after)

    def test_an_import_whole_and_again(self):
        before = self.figures()
        take_in = lambda: self.lea.ok("POST", self.path("/imports?format=codings"), CSV, Content_Type="text/csv")
        position = take_in()["position"]
        after = self.figures()
        self.done(position)
        self.assertEqual(self.figures(), before)
        again = take_in()
        self.assertEqual(self.figures(), after)
        text = self.lea.ok("GET", self.path("/questions/q-file/responses/i7"))["text"]
        self.assertEqual(text, "What 7 said")
        self.done(again["position"])
        undone = self.lea.position(self.study)
        self.done(undone)
        self.assertEqual(self.figures(), after)
        text = self.lea.ok("GET", self.path("/questions/q-file/responses/i7"))["text"]
        self.assertEqual(text, "What 7 said", "the text of a comment comes back with it")

    def test_an_undo_of_an_undo(self):
        position = self.assign("time")
        coded = self.figures()
        undone = self.done(position)["position"]
        twice = self.undo(position)
        self.assertEqual((twice.status, twice.problem), (409, "not_allowed_now"))
        self.assertIn(str(undone), twice.json["detail"])
        self.done(undone)
        self.assertEqual(self.figures(), coded)
        self.done(position)

    def test_what_depends_on_it_is_listed(self):
        self.assign("time")  # with which ada joins
        theme = self.lea.commands(self.study, {"type": "add_theme", "theme": "t", "label": "T"})["position"]
        uses = [self.assign("t"), self.assign("t", "c2")]
        refused = self.undo(theme)
        self.assertEqual((refused.status, refused.problem), (409, "depended_on"))
        self.assertEqual(refused.json["dependents"], uses)
        for position in reversed(uses):
            self.done(position)
        self.done(theme)
        themes = self.lea.ok("GET", self.path("/themes"))["themes"]
        self.assertEqual([theme["theme"] for theme in themes], ["time", "money"])
        gone = self.ada.call("PUT", self.path("/questions/q/responses/c1/codings/ada/themes/t"))
        self.assertEqual((gone.status, gone.problem), (404, "unknown_theme"))

    def test_a_dry_run_says_what_it_would_be_and_writes_nothing(self):
        position = self.lea.commands(self.study, {"type": "set_coding", "question": "q", "response": "c1", "themes": ["time", "money"]})["position"]
        before, events = self.figures(), self.lea.ok("GET", self.path("/events"))
        dry = lambda at, client=self.lea: client.call("POST", self.path("/undo"), {"position": at, "reason": "a mistake", "dry_run": True})
        told = dry(position).json
        self.assertEqual({name: told[name] for name in ("position", "events", "dry_run", "would")}, {
            "position": position, "events": 3, "dry_run": True, "would": {"coding_reopened": 1, "theme_withdrawn": 2}})
        self.assertEqual((self.figures(), self.lea.ok("GET", self.path("/events"))), (before, events))
        keyed = {"position": position, "reason": "a mistake", "dry_run": True}
        self.lea.ok("POST", self.path("/undo"), keyed, Idempotency_Key="dry")  # is not remembered
        self.assertEqual(self.lea.call("POST", self.path("/undo"), {"position": position, "reason": "x"}, Idempotency_Key="dry").status, 200)
        for at, client, problem in ((position, self.lea, "not_allowed_now"), (1, self.lea, "not_allowed_now"),
                                    (position + 99, self.lea, "future_moment"), (position, self.ada, "forbidden")):
            with self.subTest(at=at):
                self.assertEqual(dry(at, client).problem, problem)
                self.assertEqual(self.undo(at, client).problem, problem)

    def test_a_retry_gets_the_first_answer(self):
        position = self.assign("time")
        first = self.undo(position, Idempotency_Key="once")
        again = self.undo(position, Idempotency_Key="once")
        self.assertEqual((first.status, again.status, again.json), (200, 200, first.json))
        self.assertEqual(again.headers["Idempotent-Replayed"], "true")

    def test_a_coder_takes_back_only_what_they_said(self):
        theirs = self.assign("time", client=self.lea)
        for position in (theirs, theirs - 1):
            refused = self.undo(position, self.ada)
            self.assertEqual((refused.status, refused.problem), (403, "forbidden"))
        self.done(self.assign("time"), self.ada)

    def test_a_removed_member_keeps_what_they_said(self):
        self.assign("time")
        counts = self.lea.ok("GET", self.path("/questions/q/counts?basis=any"))["themes"]
        self.lea.commands(self.study, {"type": "remove_member", "member": "ada"})
        self.assertEqual(self.lea.ok("GET", self.path("/questions/q/counts?basis=any"))["themes"], counts)
        self.assertIn({"member": "ada", "role": "coder", "removed": True},
                      self.lea.ok("GET", self.path())["members"])
        self.assertEqual(self.lea.ok("GET", self.path("/questions/q/counts?basis=coder:ada"))["themes"], counts)
        for method, rest in (("PUT", "/questions/q/responses/c2/codings/ada/themes/time"), ("GET", "/events")):
            refused = self.ada.call(method, self.path(rest))
            self.assertEqual((refused.status, refused.problem), (403, "forbidden"))
            self.assertIn("removed", refused.json["detail"])
        removal = self.lea.position(self.study)
        self.done(removal)
        self.assign("time", "c2")

    def test_the_opening_stays(self):
        refused = self.undo(1)
        self.assertEqual((refused.status, refused.problem), (409, "not_allowed_now"))
        ahead = self.undo(10_000)
        self.assertEqual((ahead.status, ahead.problem, ahead.json["field"]), (422, "future_moment", "/position"))


class RolesOfAStudy(unittest.TestCase):
    def test_the_role_in_the_study_counts(self):
        with Server() as server:
            lea, bo = server.client("lea", "owner"), server.client("bo", "coder", document=DOCUMENT)
            for study in ("one", "two"):
                lea.ok("POST", "/v1/studies", {"study": study, "title": "S"})
                lea.commands(study, *SET_UP, {"type": "add_member", "member": "bo", "role": "coder"})
            add = lambda study, n: bo.call("POST", f"/v1/studies/{study}/commands", {
                "commands": [{"type": "add_group", "group": f"g{n}", "label": "G"}]}).status
            self.assertEqual(add("one", 1), 403)
            lea.commands("one", {"type": "change_role", "member": "bo", "role": "lead"})
            self.assertEqual((add("one", 2), add("two", 2)), (200, 403))
            for command in ({"type": "change_role", "member": "bo", "role": "owner"},
                            {"type": "remove_member", "member": "lea"},
                            {"type": "add_member", "member": "cy", "role": "owner"}):
                answer = bo.call("POST", "/v1/studies/one/commands", {"commands": [command]})
                self.assertEqual((answer.status, answer.problem), (403, "forbidden"), command)
            owners = lambda: {one["member"] for one in lea.ok("GET", "/v1/studies/one")["members"]
                              if one["role"] == "owner" and not one["removed"]}
            made = lea.commands("one", {"type": "change_role", "member": "bo", "role": "owner"})["position"]
            unmade = lea.commands("one", {"type": "change_role", "member": "bo", "role": "lead"})["position"]
            added = lea.commands("one", {"type": "add_member", "member": "cy", "role": "owner"})["position"]
            undo = lambda client, position: client.call("POST", "/v1/studies/one/undo", {"position": position, "reason": "R"})
            for position in (unmade, added):
                answer = undo(bo, position)
                self.assertEqual((answer.status, answer.problem), (403, "forbidden"))
            removed = lea.commands("one", {"type": "remove_member", "member": "cy"})["position"]
            answer = undo(bo, removed)
            self.assertEqual((answer.status, answer.problem), (403, "forbidden"))
            self.assertEqual(owners(), {"lea"})
            offline = bo.ok("POST", "/v1/studies/one/offline", {"commands": [
                {"id": "o1", "base": 0, "command": {"type": "change_role", "member": "bo", "role": "owner"}}]})
            self.assertEqual(offline["results"][0]["problem"]["type"], "/problems/forbidden")
            self.assertEqual(undo(lea, removed).status, 200)
            self.assertEqual(owners(), {"lea", "cy"})
            self.assertEqual(undo(lea, unmade).status, 200)
            lea.commands("one", {"type": "change_role", "member": "bo", "role": "viewer"})
            self.assertEqual(bo.call("GET", "/v1/studies/one/events").status, 403)
            self.assertEqual(bo.call("GET", "/v1/studies/one/questions/q/counts").status, 200)
            server.stop()
            server.start()
            self.assertEqual(server.client("bo", "coder").call("GET", "/v1/studies/one/events").status, 403)


if __name__ == "__main__":
    facts.main()
