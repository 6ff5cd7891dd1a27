#!/usr/bin/python3
"""Rounds, blindness and adjudication as a team meets them.

The heart of it is a crawl: as a coder in a blind round, every read operation of the API document is
called with all it can be asked for, before and after others act. Nothing of it may tell that they
did. A new operation is crawled as soon as the document has it.
"""

import http.client
import json
import re
import threading
import unittest

import crawl
import facts
from contract import Document
from server import Server

DOCUMENT = Document()
QUESTION, OTHER_QUESTION = "q1", "q2"
RESPONSES = [f"r{number}" for number in range(12)]
THEMES = ["pay", "time"]


def set_up(chief, study):
    chief.ok("POST", "/v1/studies", {"study": study, "title": study})
    comments = [{"type": "add_comment", "question": question, "comment": comment, "respondent": "p", "text": "No time."}
                for question in (QUESTION, OTHER_QUESTION) for comment in RESPONSES]
    chief.commands(
        study,
        *({"type": "add_member", "member": member, "role": "coder"} for member in ("ada", "bo", "cem")),
        {"type": "add_member", "member": "judge", "role": "adjudicator"},
        {"type": "add_question", "question": QUESTION, "text": "Why?"},
        {"type": "add_question", "question": OTHER_QUESTION, "text": "How?"},
        {"type": "add_group", "group": "g", "label": "G"},
        {"type": "add_respondent", "respondent": "p", "group": "g"},
        *({"type": "add_theme", "theme": theme, "label": theme} for theme in THEMES), *comments)


def open_round(chief, study, blind, round_id="pilot", **part):
    part = {"question": QUESTION, "coders": ["ada", "bo"], **part}
    chief.commands(study, {"type": "open_round", "round": round_id, "blind": blind, "parts": [part]})


class Team(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        cls.chief = cls.server.client("chief", document=DOCUMENT)
        cls.ada, cls.bo, cls.cem = (cls.server.client(name, "coder", document=DOCUMENT) for name in ("ada", "bo", "cem"))
        cls.judge = cls.server.client("judge", "adjudicator", document=DOCUMENT)

    def study(self):
        name = self.id().rsplit(".", 1)[1]
        set_up(self.chief, name)
        return name

    def code(self, client, study, response, themes, question=QUESTION):
        coder = client.ok("GET", "/v1/me")["name"]
        return client.call("PUT", f"/v1/studies/{study}/questions/{question}/responses/{response}/codings/{coder}",
                           {"themes": themes})

    def next(self, client, study, round_id="pilot", **headers):
        return client.ok("POST", f"/v1/studies/{study}/rounds/{round_id}/next?question={QUESTION}", **headers)


class ARound(Team):
    def test_a_moment_before_a_blind_coder_was_there_is_said_to_be_that(self):
        study = self.study()
        before = self.chief.position(study)
        dee = self.server.client("dee", "coder", document=DOCUMENT)
        self.chief.commands(study, {"type": "add_member", "member": "dee", "role": "coder"})
        open_round(self.chief, study, True, coders=["dee", "ada"])
        counts = f"/v1/studies/{study}/questions/{QUESTION}/counts"
        self.assertEqual(dee.call("GET", counts).status, 200)
        refused = dee.call("GET", f"{counts}?as_of={before}")
        self.assertEqual((refused.problem, refused.json["field"]), ("unknown_member", "as_of"), refused)

    def test_life_of_a_round(self):
        study = self.study()
        open_round(self.chief, study, False, per_response=1)
        first = self.next(self.ada, study)
        self.assertEqual((first["done"], first["events"], first["response"]["text"]), (False, 1, "No time."))
        self.assertEqual(self.next(self.ada, study)["response"]["response"], first["response"]["response"])
        other = self.next(self.bo, study)["response"]["response"]
        self.assertNotEqual(other, first["response"]["response"])
        self.assertEqual(self.code(self.ada, study, other, ["pay"]).problem, "not_allowed_now")
        self.assertEqual(self.code(self.cem, study, other, ["pay"]).problem, "not_allowed_now")
        self.assertEqual(self.code(self.cem, study, other, ["pay"], OTHER_QUESTION).status, 200)
        self.assertEqual(self.code(self.bo, study, other, ["pay"]).status, 200)
        part = self.chief.ok("GET", f"/v1/studies/{study}/rounds/pilot")["parts"][0]
        self.assertEqual(part["free_places"], 10)
        self.assertEqual({row["coder"]: (row["allocated"], row["finished"]) for row in part["coders"]},
                         {"ada": (1, 0), "bo": (1, 1)})
        self.chief.commands(study, {"type": "staff_round", "round": "pilot", "question": QUESTION, "coders": ["bo", "cem"]})
        part = self.chief.ok("GET", f"/v1/studies/{study}/rounds/pilot")["parts"][0]
        self.assertEqual(part["free_places"], 11, "the place of who dropped out is free, what was finished is not")
        self.chief.commands(study, {"type": "close_round", "round": "pilot"})
        self.assertFalse(self.chief.ok("GET", f"/v1/studies/{study}/rounds")["rounds"][0]["open"])
        answer = self.bo.call("POST", f"/v1/studies/{study}/rounds/pilot/next?question={QUESTION}")
        self.assertEqual((answer.status, answer.problem), (409, "not_allowed_now"))
        self.assertEqual(self.code(self.ada, study, other, ["pay"]).status, 200)

    def test_a_round_that_was_taken_back_is_in_no_list(self):
        study = self.study()
        open_round(self.chief, study, False)
        self.chief.ok("POST", f"/v1/studies/{study}/undo", {"position": self.chief.position(study), "reason": "A slip."})
        self.assertEqual(self.chief.ok("GET", f"/v1/studies/{study}/rounds")["rounds"], [])
        self.assertEqual(self.chief.call("GET", f"/v1/studies/{study}/rounds/pilot").status, 404)

    def test_the_agreement_of_a_round_says_which_codings_are_not_of_it(self):
        study = self.study()
        of_round = lambda query="": self.chief.ok(
            "GET", f"/v1/studies/{study}/questions/{QUESTION}/agreement?round=pilot{query}")["rules"]["of_round"]
        self.code(self.ada, study, "r0", ["pay"])
        self.code(self.cem, study, "r1", ["pay"])  # no coder of the round
        open_round(self.chief, study, True)
        opened = self.chief.position(study)
        for client in (self.ada, self.bo):
            self.code(client, study, "r2", ["pay"])
            self.code(client, study, "r3", ["pay"])
        while_open = {"opened_at": opened, "closed_at": None, "codings_from_before": 1, "codings_changed_since": 0}
        self.assertEqual(of_round(), while_open)
        self.chief.commands(study, {"type": "close_round", "round": "pilot"})
        closed = self.chief.position(study)
        self.assertEqual(of_round(), {**while_open, "closed_at": closed})
        self.code(self.ada, study, "r2", ["time"])
        self.code(self.bo, study, "r4", ["time"])
        self.code(self.cem, study, "r4", ["time"])
        self.assertEqual(of_round(), {**while_open, "closed_at": closed, "codings_changed_since": 2})
        self.assertEqual(of_round(f"&as_of={closed}"), {**while_open, "closed_at": closed})
        self.chief.commands(study, {"type": "reopen_round", "round": "pilot"})
        self.assertEqual(of_round(), while_open)
        answer = self.chief.ok("GET", f"/v1/studies/{study}/questions/{QUESTION}/agreement")
        self.assertIsNone(answer["rules"]["of_round"])

    def test_a_place_that_nobody_can_be_given_is_not_free(self):
        study = self.study()
        free = lambda: self.chief.ok("GET", f"/v1/studies/{study}/rounds/pilot")["parts"][0]["free_places"]
        responses = [one["response"] for one in
                     self.chief.ok("GET", f"/v1/studies/{study}/questions/{QUESTION}/responses")["responses"]]
        for client in (self.ada, self.bo):  # both were finished with the first before the round
            self.assertEqual(self.code(client, study, responses[0], []).status, 200)
        self.assertEqual(self.code(self.ada, study, responses[1], []).status, 200)
        open_round(self.chief, study, False, per_response=1)
        self.assertEqual(free(), len(responses) - 1)
        taken = []
        while given := [(client, answer["response"]["response"]) for client in (self.ada, self.bo)
                        if not (answer := self.next(client, study))["done"]]:
            for client, response in given:
                self.assertEqual(self.code(client, study, response, []).status, 200)
                taken.append(response)
        self.assertEqual(sorted(taken), sorted(responses[1:]))
        self.assertEqual(free(), 0, "`next` gives nothing to anybody any more")
        self.chief.commands(study, {"type": "close_round", "round": "pilot"})
        self.assertEqual(free(), 0)

    def test_a_repeated_next_is_the_same_response(self):
        study = self.study()
        open_round(self.chief, study, True, per_response=2)
        first = self.next(self.ada, study, Idempotency_Key="n1")
        self.code(self.ada, study, first["response"]["response"], [])
        again = self.next(self.ada, study, Idempotency_Key="n1")
        self.assertEqual(again, first)

    def test_coders_who_ask_at_once_get_places_of_their_own(self):
        study, per_response = self.study(), 2
        names = [f"coder-{number}" for number in range(6)]
        self.chief.commands(study, *({"type": "add_member", "member": name, "role": "coder"} for name in names))
        open_round(self.chief, study, True, coders=names, per_response=per_response)
        got, wrong = {name: [] for name in names}, []

        def work(name, client):
            try:
                while not (answer := self.next(client, study))["done"]:
                    response = answer["response"]["response"]
                    got[name].append(response)
                    assert self.code(client, study, response, ["pay"]).status == 200
            except Exception as error:  # shown by the test, not by its thread
                wrong.append(error)

        clients = [self.server.client(name, "coder") for name in names]
        for _ in range(2):  # who found nothing asks once more when all are through
            threads = [threading.Thread(target=work, args=pair) for pair in zip(names, clients)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(wrong, [])
        taken = [(response, name) for name, responses in got.items() for response in responses]
        self.assertEqual(len(taken), len(set(taken)), "nobody codes a response twice")
        for response in RESPONSES:
            self.assertEqual(sum(1 for one, _ in taken if one == response), per_response, response)
        share = len(RESPONSES) * per_response // len(names)
        for name, responses in got.items():
            self.assertLessEqual(abs(len(responses) - share), 1, name)


class ABlindRound(Team):
    # What the placeholders of paths stand for; a new one is taught here.
    PLACES = {"question": [QUESTION, OTHER_QUESTION], "response": ["r0", "r1"], "comment": ["r0", "r1"], "coder": ["bo", "ada"],
              "round": ["pilot"], "theme": ["pay"], "framework": ["themes"], "memo": ["m1"],
              "quote": ["k1"], "other": ["time"], "subscription": ["everything"], "erasure": ["e1"]}
    # What parameters are tried with, beside the words of their schema.
    WORDS = {"basis": ["settled", "any", "coder:ada", "coder:bo"], "layer": ["ada", "bo"], "finished": ["true"],
             "coder": ["ada", "bo", "bo&coder=ada"], "coders": ["ada,bo"],
             "group": ["g"], "framework": ["themes"], "to": ["themes"], "theme": ["pay"], "question": [QUESTION],
             "from": ["1", "20"], "position": ["1"], "unit": ["assignments"], "actor": ["ada", "judge"], "type": ["theme_assigned"],
             "kind": ["coding&id=r0&question=q1&coder=ada", "coding&id=r0&question=q1&coder=bo", "response&id=r0&question=q1",
                      "comment&id=r1&question=q1", "theme&id=pay", "member&id=ada", "question&id=q1", "round&id=pilot"],
             "state": ["finished&coder=ada", "unseen&coder=bo", "begun&coder=ada"]}
    # Positions, and moments of the wall clock.
    SHOWS_TIME = {"position", "last_event_at", "seconds_ago"}

    def study(self):
        """One respondent of it was erased; what is left of them can be coded."""
        name, erasure = super().study(), "erasures/e1"
        self.chief.commands(name, {"type": "add_respondent", "respondent": "gone"}, {
            "type": "add_comment", "question": QUESTION, "comment": "gone", "respondent": "gone", "text": "No time."})
        for method, step, body in (
                ("PUT", "", {"respondent": "gone", "requested_by": "respondent", "received_on": "2026-01-31"}),
                ("PUT", "/review", {"ground": "objection", "reason": "They said so."}),
                ("PUT", "/decision", {"granted": True, "reason": "So be it."}), ("POST", "/execution", {})):
            self.chief.ok(method, f"/v1/studies/{name}/{erasure}{step}", body)
        return name

    def crawl(self, client, study, moments):
        seen = {}
        for name, target in crawl.targets(DOCUMENT, study, self.PLACES, self.WORDS, moments):
            for accept in ("application/json", "application/x-ndjson", "text/csv"):
                answer = client.call("GET", target, Accept=accept)
                seen[target, accept] = self.without_time(answer)
        seen["/v1/studies"] = self.without_time(client.call("GET", "/v1/studies"))
        return seen

    def without_time(self, answer):
        def strip(node):
            if isinstance(node, dict):
                if node.keys() <= {"position", "time", "units", "agreement"}:  # the end of a difference: when it was is told
                    node = {key: value for key, value in node.items() if key != "time"}
                return {key: strip(value) for key, value in node.items() if key not in self.SHOWS_TIME}
            if isinstance(node, str):  # a permanent address ends with the position
                return re.sub(r"(as_of|to)=[0-9]+", r"\1=", node)
            return [strip(one) for one in node] if isinstance(node, list) else node
        if answer.media_type.endswith("ndjson"):
            return answer.status, answer.body.decode()
        if answer.media_type.endswith("json"):
            return answer.status, json.dumps(strip(answer.json))
        return answer.status, answer.body  # stored bytes are no text

    def act(self, study, settle):
        """What others do: assign, finish, withdraw, reopen, settle, note, quote, look."""
        for themes in (["pay", "time"], [], ["time"]):
            self.assertEqual(self.code(self.ada, study, "r0", themes).status, 200)
        self.note(study, "once" if not settle else "twice")
        self.ada.commands(study, {"type": "reopen_coding", "question": QUESTION, "response": "r0"})
        self.assertEqual(self.code(self.ada, study, "r1", ["pay"]).status, 200)
        if settle:
            self.assertEqual(self.code(self.ada, study, "r2", ["time"]).status, 200)
            self.assertEqual(self.code(self.ada, study, "gone", ["time"]).status, 200)
            self.judge.ok("PUT", f"/v1/studies/{study}/questions/{QUESTION}/responses/r1/settlement",
                          {"themes": ["time"], "reason": "It is about time."})

    def note(self, study, word):
        about = {"kind": "response", "id": "r0", "question": QUESTION}
        memos = f"/v1/studies/{study}/memos"
        self.ada.ok("PUT", f"{memos}/m1", {"about": about, "text": f"Pay, I think {word}."})
        self.ada.ok("PUT", f"{memos}/{word}", {"about": {"kind": "question", "id": QUESTION}, "text": "Hard."})
        self.ada.ok("PUT", f"{memos}/on-{word}", {"about": {"kind": "memo", "id": "m1"}, "text": "No, time."})
        self.chief.ok("PUT", f"/v1/studies/{study}/quotes/k1", {
            "question": QUESTION, "response": "r0", "theme": "time", "wording": f"No time, said {word}."})
        if word == "twice":
            self.ada.call("DELETE", f"{memos}/once")  # where there was a once
            self.ada.ok("PUT", f"/v1/studies/{study}/presence", {"question": QUESTION})

    def split(self, client, study, comment, *units, **more):
        coder = client.ok("GET", "/v1/me")["name"]
        return client.call("PUT", f"/v1/studies/{study}/questions/{QUESTION}/comments/{comment}/layers/{coder}", {
            "units": [{"begin": begin, "end": end, "themes": themes} for begin, end, themes in units], **more})

    def act_in_layers(self, study, settle):
        """What others do in a unitizing round: begin, split otherwise, finish, undo, take places."""
        for units in ([(0, 2, ["pay"]), (3, 8, [])], [(0, 8, ["time"])], []):
            answer = self.split(self.ada, study, "r0", *units, finished=not units)
            self.assertEqual(answer.status, 200)
        self.assertEqual(self.split(self.ada, study, "r1", (0, 8, ["pay"])).status, 200)
        if settle:
            done = self.split(self.ada, study, "r2", (0, 3, ["time"]), (3, 8, ["pay"]))
            self.chief.ok("POST", f"/v1/studies/{study}/undo", {"position": done.json["position"], "reason": "No."})
            self.assertEqual(self.split(self.ada, study, "r3").status, 200)
            answer = self.chief.call("POST", f"/v1/studies/{study}/questions/{QUESTION}/adoption",
                                     {"coder": "ada", "reason": "Hers it is."})
            self.assertEqual((answer.status, answer.problem), (409, "not_allowed_now"), "it would be seen")

    def code_in_layers(self, client, study, response, themes):
        return self.split(client, study, response, (0, 8, themes))

    def differences(self, client, study, act=None, code=None):
        """What a crawl tells after others have acted that it did not tell before."""
        act, code = act or self.act, code or self.code
        for response in ("r0", "r2"):
            self.assertEqual(code(self.bo, study, response, ["pay"]).status, 200)
        moments = [self.chief.position(study)]
        act(study, settle=False)
        moments.append(self.chief.position(study))
        before = self.crawl(client, study, moments)
        act(study, settle=True)
        after = self.crawl(client, study, moments)
        self.assertEqual(before.keys(), after.keys())
        return {where for where in before if before[where] != after[where]}

    def test_nothing_that_others_do_can_be_read(self):
        study = self.study()
        open_round(self.chief, study, True)
        self.assertEqual(self.differences(self.bo, study), set())

    def test_nothing_that_others_split_can_be_read(self):
        study = self.study()
        part = {"question": QUESTION, "coders": ["ada", "bo"]}
        self.chief.commands(study, {"type": "open_round", "round": "pilot", "blind": True, "unitizing": True, "parts": [part]})
        # Whoever does not code in it sees what they did: the crawl would notice.
        auditor = self.server.client("audit", "auditor", document=DOCUMENT)
        before = self.crawl(auditor, study, [])
        self.assertEqual(self.differences(self.bo, study, self.act_in_layers, self.code_in_layers), set())
        after = self.crawl(auditor, study, [])
        noticed = {where[0].removeprefix(f"/v1/studies/{study}").partition("?")[0] for where in before
                   if before[where] != after[where]}
        q = f"/questions/{QUESTION}"
        for place in ("/events", "/rounds/pilot", f"{q}/layers", f"{q}/comments/r0/layers/ada", f"{q}/counts"):
            self.assertIn(place, noticed)

    def test_the_crawl_would_notice(self):
        study = self.study()
        open_round(self.chief, study, False)
        noticed = {where[0].removeprefix(f"/v1/studies/{study}").partition("?")[0] for where in self.differences(self.bo, study)
                   if where != "/v1/studies"}
        q = f"/questions/{QUESTION}"
        for place in ("", "/progress", "/events", f"{q}/counts", f"{q}/progress", f"{q}/agreement", f"{q}/responses",
                      f"{q}/responses/r0", f"{q}/responses/r0/codings/ada", f"{q}/disagreements", "/rounds/pilot",
                      "/memos", "/memos/m1", "/quotes", "/quotes/k1", "/presence", "/history", "/erasures/e1/certificate",
                      "/diff", f"{q}/counts/pay/diff", f"{q}/counts/pay/evidence", f"{q}/connections/pay/time/evidence",
                      f"{q}/progress/ada/evidence", f"{q}/agreement/evidence", f"{q}/connections/pay/time/diff",
                      f"{q}/progress/ada/diff", f"{q}/agreement/diff",
                      f"{q}/agreement/diagnosis", f"{q}/agreement/data", f"{q}/agreement/same-texts"):
            self.assertIn(place, noticed)

    def test_those_who_do_not_code_in_it_see_everything(self):
        study = self.study()
        open_round(self.chief, study, True)
        self.act(study, settle=True)
        auditor = self.server.client("audit", "auditor", document=DOCUMENT)
        for client in (self.chief, self.judge, auditor, self.cem):
            self.assertEqual(len(client.ok("GET", f"/v1/studies/{study}/questions/{QUESTION}/responses/r1")["codings"]), 1)

    def test_a_coder_is_told_what_they_are_shown(self):
        study = self.study()
        open_round(self.chief, study, True)
        self.act(study, settle=True)
        self.code(self.bo, study, "r0", ["pay"])
        counts = self.bo.ok("GET", f"/v1/studies/{study}/questions/{QUESTION}/counts")
        self.assertEqual((counts["restricted"], counts["basis"], counts["seen"]),
                         ("blind_round", "coder:bo", {"responses": 1, "finished": 1}))
        self.assertEqual([theme["responses"] for theme in counts["themes"]], [1, 0])
        progress = self.bo.ok("GET", f"/v1/studies/{study}/questions/{QUESTION}/progress")
        self.assertEqual([row["coder"] for row in progress["coders"]], ["bo"])
        for path in (f"questions/{QUESTION}/agreement", f"questions/{QUESTION}/disagreements",
                     f"questions/{QUESTION}/responses/r0/codings/ada", f"questions/{QUESTION}/counts?basis=coder:ada"):
            answer = self.bo.call("GET", f"/v1/studies/{study}/{path}")
            self.assertEqual((answer.status, answer.problem), (403, "blind_round"), path)

    def test_a_coder_notes_what_they_like_and_reads_it_again(self):
        study = self.study()
        open_round(self.chief, study, True)
        self.assertEqual(self.code(self.ada, study, "r0", ["time"]).status, 200)
        self.ada.commands(study, *({"type": "assign_theme", "question": OTHER_QUESTION, "response": r, "theme": "pay"}
                                   for r in ("r0", "r1")))
        self.note(study, "once")
        memos, quotes = f"/v1/studies/{study}/memos", f"/v1/studies/{study}/quotes"
        self.ada.ok("PUT", f"{memos}/elsewhere", {"about": {"kind": "response", "id": "r0", "question": OTHER_QUESTION}, "text": "A."})
        self.ada.ok("PUT", f"{memos}/theme", {"about": {"kind": "theme", "id": "pay"}, "text": "Too wide?"})
        self.ada.ok("PUT", f"{quotes}/elsewhere", {"question": OTHER_QUESTION, "response": "r0", "theme": "pay", "wording": "No."})
        own = {"about": {"kind": "response", "id": "r0", "question": QUESTION}, "text": "Mine."}
        self.bo.ok("PUT", f"{memos}/own", own)
        self.assertEqual(self.bo.ok("GET", f"{memos}/own")["text"], "Mine.")
        self.assertEqual([memo["memo"] for memo in self.bo.ok("GET", memos)["memos"]], ["elsewhere", "theme", "own"])
        self.assertEqual([memo["memo"] for memo in self.bo.ok("GET", f"{memos}?limit=2")["memos"]], ["elsewhere", "theme"])
        self.assertEqual(self.bo.ok("GET", f"{memos}?limit=3")["next"], None, "what is hidden makes no further page")
        self.assertEqual([one["quote"] for one in self.bo.ok("GET", quotes)["quotes"]], ["elsewhere"])
        for answer in (self.bo.call("GET", f"{memos}/m1"), self.bo.call("DELETE", f"{memos}/m1"),
                       self.bo.call("GET", f"{memos}?after=m1")):
            self.assertEqual((answer.status, answer.problem), (404, "unknown_memo"))
        for answer in (self.bo.call("GET", f"{quotes}/k1"), self.bo.call("DELETE", f"{quotes}/k1")):
            self.assertEqual((answer.status, answer.problem), (404, "unknown_quote"))
        chosen = self.bo.call("PUT", f"{quotes}/k2", {"question": QUESTION, "response": "r0", "theme": "pay", "wording": "No."})
        self.assertEqual((chosen.status, chosen.problem), (403, "blind_round"))
        elsewhere = {"question": OTHER_QUESTION, "response": "r1", "theme": "pay", "wording": "No."}
        self.assertEqual(self.bo.call("PUT", f"{quotes}/k1", elsewhere).problem, "blind_round")
        self.bo.ok("PUT", f"{quotes}/k2", elsewhere)
        self.bo.ok("DELETE", f"{memos}/own")
        self.chief.commands(study, {"type": "close_round", "round": "pilot"})
        self.assertIn("m1", [memo["memo"] for memo in self.bo.ok("GET", memos)["memos"]])
        self.assertEqual(self.bo.ok("GET", f"{quotes}/k1")["question"], QUESTION)

    def test_who_looks_at_its_questions_is_not_shown(self):
        study = self.study()
        open_round(self.chief, study, True)
        presence = f"/v1/studies/{study}/presence"

        def there(answer):
            return [(one["member"], one["question"]) for one in answer["there"]]

        self.ada.ok("PUT", presence, {"question": QUESTION})
        self.assertEqual(there(self.bo.ok("PUT", presence, {"question": QUESTION})), [("bo", QUESTION)])
        self.assertEqual(there(self.chief.ok("GET", presence)), [("ada", QUESTION), ("bo", QUESTION)])
        self.ada.ok("PUT", presence, {"question": OTHER_QUESTION})
        self.assertEqual(there(self.bo.ok("GET", presence)), [("ada", OTHER_QUESTION), ("bo", QUESTION)])
        self.assertEqual(there(self.ada.ok("DELETE", presence)), [])

    def test_a_condition_on_anothers_coding_tells_nothing(self):
        study = self.study()
        open_round(self.chief, study, True)
        self.act(study, settle=True)
        answer = self.bo.call("POST", f"/v1/studies/{study}/commands", {
            "commands": [{"type": "finish_coding", "question": QUESTION, "response": "r0"}],
            "conditions": [{"question": QUESTION, "response": "r0", "coder": "ada", "revision": 0}]})
        self.assertEqual((answer.status, answer.problem, answer.json["field"]), (403, "blind_round", "/conditions/0"))

    def test_a_lead_who_codes_in_it_is_as_blind(self):
        study = self.study()
        lead = self.server.client("lead", "lead", document=DOCUMENT)
        self.chief.commands(study, {"type": "add_member", "member": "lead", "role": "lead"})
        open_round(self.chief, study, True, coders=["ada", "lead"])
        self.act(study, settle=True)
        settlement = f"/v1/studies/{study}/questions/{QUESTION}/responses/r1/settlement"
        for answer in (lead.call("PUT", settlement, {"themes": ["time"], "reason": "Is it so already?"}),
                       lead.call("DELETE", settlement, {"reason": "Is there one?"}),
                       lead.call("POST", f"/v1/studies/{study}/questions/{QUESTION}/recode",
                                 {"with": ["pay"], "put": ["time"], "dry_run": True}),
                       lead.call("POST", f"/v1/studies/{study}/imports?format=codings&dry_run=true",
                                 f"item_id,question,coder,labels\nr1,{QUESTION},ada,pay\n", Content_Type="text/csv")):
            self.assertEqual((answer.status, answer.problem), (403, "blind_round"), answer)

    def test_a_live_feed_goes_blind_with_the_round_and_sees_after_it(self):
        study = self.study()
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        self.addCleanup(connection.close)
        connection.request("GET", f"/v1/studies/{study}/events", headers={
            "Accept": "text/event-stream", "Authorization": f"Bearer {self.bo.token}"})
        feed = connection.getresponse()

        def until(mark):
            text = ""
            while mark not in text:
                text += feed.readline().decode()
            return text

        open_round(self.chief, study, True)
        self.act(study, settle=True)
        self.code(self.bo, study, "r3", ["pay"])
        meanwhile = until('"response":"r3"')
        self.assertIn("round_opened", meanwhile)
        self.assertNotIn('"coder":"ada"', meanwhile)
        self.assertNotIn("response_settled", meanwhile)
        self.chief.commands(study, {"type": "close_round", "round": "pilot"})
        self.code(self.ada, study, "r4", ["pay"])
        self.assertIn('"coder":"ada"', until('"response":"r4"'))

    def test_an_export_is_blind_until_the_round_is_closed(self):
        study = self.study()
        open_round(self.chief, study, True)
        self.act(study, settle=True)
        hidden = self.bo.export(study)
        self.assertNotIn(b'"coder":"ada"', hidden)
        self.assertNotIn(b"response_settled", hidden)
        cloud = self.bo.call("GET", f"/v1/studies/{study}/events?format=cloudevents", Accept="application/x-ndjson")
        self.assertEqual([event["data"] for event in cloud.lines], [json.loads(line) for line in hidden.splitlines()])
        self.chief.commands(study, {"type": "close_round", "round": "pilot"})
        shown = self.bo.export(study)
        self.assertEqual(shown, self.chief.export(study))
        self.assertIn(b"response_settled", shown)

    def test_no_answer_of_anothers_is_taken_from_the_cache(self):
        study = self.study()
        open_round(self.chief, study, True)
        self.act(study, settle=True)
        path = f"/v1/studies/{study}/questions/{QUESTION}/counts"
        whole, own = self.chief.call("GET", path), self.bo.call("GET", path)
        again, own_again = self.chief.call("GET", path), self.bo.call("GET", path)
        self.assertEqual((whole.body, own.body), (again.body, own_again.body))
        self.assertNotEqual(whole.body, own.body)
        self.assertNotEqual(whole.headers["ETag"], own.headers["ETag"])
        self.assertEqual(self.bo.call("GET", path, If_None_Match=whole.headers["ETag"]).status, 200)

    def test_what_was_kept_while_more_was_hidden_is_not_said_to_be_all(self):
        study = self.study()
        open_round(self.chief, study, True, "first")
        open_round(self.chief, study, True, "second", question=OTHER_QUESTION)
        for question in (QUESTION, OTHER_QUESTION):
            self.code(self.bo, study, "r0", ["pay"], question)
        # A reason of both says what is hidden: it is not told with the one that is not.
        self.chief.commands(study, {"type": "add_question", "question": "q3", "text": "What?"},
                            {"type": "add_comment", "question": "q3", "comment": "c", "respondent": "p"})
        coded = {"type": "set_coding", "themes": ["pay"]}
        self.bo.ok("POST", f"/v1/studies/{study}/commands", {"reason": "Both are about pay.", "commands": [
            {**coded, "question": "q3", "response": "c"}, {**coded, "question": OTHER_QUESTION, "response": "r1"}]})
        why = lambda: self.ada.ok("GET", f"/v1/studies/{study}/history?kind=response&question=q3&id=c&type=theme_assigned&as_of={at}")["events"][0]["reason"]
        at = self.chief.position(study)
        targets = [f"/v1/studies/{study}/{what}{'&' if '?' in what else '?'}as_of={at}"
                   for what in ("events?limit=1000", "quotes", "memos", "history", "progress", "questions/q3/responses/c",
                                "questions/q3/responses", "history?kind=response&question=q3&id=c")]
        kept = {target: self.ada.call("GET", target).headers["ETag"] for target in targets}
        unchanged = lambda: {self.ada.call("GET", target, If_None_Match=etag).status for target, etag in kept.items()}
        self.assertEqual(unchanged(), {304})
        self.assertIsNone(why())
        self.chief.commands(study, {"type": "close_round", "round": "second"})
        self.assertEqual(unchanged(), {200})
        self.assertEqual(why(), "Both are about pay.")


class Adjudication(Team):
    def counts(self, study, query=""):
        counts = self.chief.ok("GET", f"/v1/studies/{study}/questions/{QUESTION}/counts{query}")
        return {theme["theme"]: theme["responses"] for theme in counts["themes"]}

    def test_the_queue_and_what_is_settled(self):
        study = self.study()
        for client, themes in ((self.ada, ["pay"]), (self.bo, ["pay", "time"])):
            self.assertEqual(self.code(client, study, "r0", themes).status, 200)
            self.assertEqual(self.code(client, study, "r1", ["pay"]).status, 200)
        queue = f"/v1/studies/{study}/questions/{QUESTION}/disagreements"
        one = self.judge.ok("GET", queue)["disagreements"]
        self.assertEqual(one, [{"response": "r0", "distance": 0.5, "coders": [
            {"coder": "ada", "themes": ["pay"]}, {"coder": "bo", "themes": ["pay", "time"]}],
            "disputed": [{"theme": "time", "applying": 1, "of": 2}], "settled": None}])
        self.assertEqual(self.counts(study), {"pay": 2, "time": 0})
        settlement = f"/v1/studies/{study}/questions/{QUESTION}/responses/r0/settlement"
        self.assertEqual(self.judge.call("PUT", settlement, {"themes": ["time"]}).problem, "missing_field")
        self.assertEqual(self.ada.call("PUT", settlement, {"themes": ["time"], "reason": "R"}).problem, "forbidden")
        done = self.judge.ok("PUT", settlement, {"themes": ["time"], "reason": "Time is meant."})
        self.assertEqual(self.counts(study), {"pay": 1, "time": 1})
        self.assertEqual(self.counts(study, "?basis=majority"), {"pay": 2, "time": 0})
        event = self.chief.ok("GET", f"/v1/studies/{study}/events?after={done['position'] - 1}")["events"][0]
        self.assertEqual((event["type"], event["reason"]), ("response_settled", "Time is meant."))
        self.assertEqual(self.judge.ok("GET", f"{queue}?settled=false")["total"], 0)
        self.assertEqual(self.judge.ok("GET", f"{queue}?settled=true")["disagreements"][0]["settled"], ["time"])
        self.judge.ok("DELETE", settlement, {"reason": "Not so sure."})
        self.assertEqual(self.counts(study), {"pay": 2, "time": 0})

    def test_the_policy_says_what_stands_where_nobody_settled(self):
        study = self.study()
        self.code(self.ada, study, "r0", ["pay"])
        self.code(self.bo, study, "r0", ["pay", "time"])
        for policy, expected in (("any", {"pay": 1, "time": 1}), ("all", {"pay": 1, "time": 0}),
                                 ("majority", {"pay": 1, "time": 0})):
            self.chief.commands(study, {"type": "set_policy", "settled_by": policy})
            self.assertEqual(self.counts(study), expected, policy)
            self.assertEqual(self.counts(study), self.counts(study, f"?basis={policy}"))


if __name__ == "__main__":
    facts.main()
