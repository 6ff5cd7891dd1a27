#!/usr/bin/python3
"""Many codings at once, work without a connection, who is there, and figures as people need them."""

import csv
import io
import json
import subprocess
import unittest

import facts
from contract import Document
from server import BIN, Server

DOCUMENT = Document()
S, Q = "/v1/studies/s", "/v1/studies/s/questions/q"
# response: (respondent, {coder: themes})
SAID = {
    "r1": ("p1", {"ada": ["pay", "time"], "bo": ["pay"]}),
    "r2": ("p1", {"ada": ["pay"], "bo": ["pay", "time"]}),
    "r3": ("p2", {"ada": ["pay", "culture"], "bo": ["pay", "culture"]}),
    "r4": ("p3", {"ada": ["wages"], "bo": ["wages"]}),
    "r5": ("p3", {"ada": [], "bo": ["culture"]}),
}


class Work(unittest.TestCase):
    def setUp(self):
        self.server = self.enterContext(Server())
        self.olga = self.server.client("olga", "owner", document=DOCUMENT)
        self.ada = self.server.client("ada", "coder", document=DOCUMENT)
        self.bo = self.server.client("bo", "coder", document=DOCUMENT)
        self.olga.ok("POST", "/v1/studies", {"study": "s", "title": "S"})
        self.olga.commands("s", {"type": "add_question", "question": "q", "text": "Why?"},
                           *({"type": "add_group", "group": g, "label": g.title()} for g in ("north", "south")),
                           {"type": "add_respondent", "respondent": "p1", "group": "north"},
                           {"type": "add_respondent", "respondent": "p2", "group": "south"},
                           {"type": "add_respondent", "respondent": "p3"},
                           *({"type": "add_theme", "theme": t, "label": t.title()} for t in ("pay", "time", "culture")),
                           {"type": "add_theme", "theme": "wages", "label": "Wages", "parent": "pay"},
                           *({"type": "add_comment", "question": "q", "comment": r, "respondent": p}
                             for r, (p, _) in SAID.items()))
        for name, client in (("ada", self.ada), ("bo", self.bo)):
            for response, (_, codings) in SAID.items():
                client.ok("PUT", f"{Q}/responses/{response}/codings/{name}", {"themes": codings[name]})

    def themes(self, response, coder):
        return self.olga.ok("GET", f"{Q}/responses/{response}/codings/{coder}")["assignments"]

    def counts(self, query=""):
        return {t["theme"]: t for t in self.olga.ok("GET", f"{Q}/counts{query}")["themes"]}

    # --- Recode

    def test_a_recode_changes_every_coding_that_it_is_about_and_no_other(self):
        answer = self.olga.ok("POST", f"{Q}/recode", {"with": ["pay"], "without": ["time"], "take": ["pay"],
                                                      "put": ["wages"], "reason": "Agreed."})
        self.assertEqual(answer["changed"], {"responses": 3, "codings": 4, "assigned": 4, "withdrawn": 4,
                                             "first": ["r1", "r2", "r3"]})
        names = lambda r, c: sorted(t["theme"] for t in self.themes(r, c))
        self.assertEqual(names("r1", "ada"), ["pay", "time"])  # it has time
        self.assertEqual(names("r1", "bo"), ["wages"])
        self.assertEqual(names("r2", "ada"), ["wages"])
        self.assertEqual(names("r3", "bo"), ["culture", "wages"])
        events = self.olga.ok("GET", f"{S}/events?after={answer['position'] - answer['events']}")["events"]
        self.assertEqual({e["actor"] for e in events}, {"olga"})
        self.assertEqual({e["on_behalf_of"] for e in events}, {"ada", "bo"})
        self.assertEqual([e["reason"] for e in events], ["Agreed."] + [None] * (len(events) - 1))
        self.assertEqual({e["commit"]["first"] for e in events}, {events[0]["position"]})

    def test_a_recode_of_one_group_or_one_coder_leaves_the_others(self):
        north = self.olga.ok("POST", f"{Q}/recode", {"with": ["pay"], "group": "north", "put": ["culture"]})
        self.assertEqual(north["changed"]["first"], ["r1", "r2"])
        one = self.olga.ok("POST", f"{Q}/recode", {"with": ["culture"], "coders": ["bo"], "take": ["culture"]})
        self.assertEqual(one["changed"]["codings"], 4)
        self.assertEqual([t["theme"] for t in self.themes("r3", "ada")], ["pay", "culture"])

    def test_a_dry_run_says_the_same_and_changes_nothing(self):
        recode = {"with": ["pay"], "take": ["pay"], "put": ["wages"]}
        before = self.olga.ok("GET", f"{Q}/counts")
        tried = self.olga.ok("POST", f"{Q}/recode", {**recode, "dry_run": True})
        self.assertEqual(self.olga.ok("GET", f"{Q}/counts"), before)
        done = self.olga.ok("POST", f"{Q}/recode", recode)
        self.assertEqual((tried["changed"], tried["events"]), (done["changed"], done["events"]))
        again = self.olga.ok("POST", f"{Q}/recode", recode)
        self.assertEqual((again["events"], again["changed"]["codings"]), (0, 0))

    def test_a_recode_that_is_refused_changes_nothing(self):
        self.olga.commands("s", {"type": "add_question", "question": "other", "text": "?"},
                           {"type": "add_theme", "theme": "narrow", "label": "N", "questions": ["other"]})
        before = self.olga.position("s")
        for body, status, field in (({"with": ["pay"], "put": ["narrow"]}, 409, "/put"),
                                    # the withdrawal of the first coding has been decided by then
                                    ({"with": ["pay"], "take": ["pay"], "put": ["narrow"]}, 409, "/put"),
                                    ({"with": [], "put": ["pay"]}, 422, "/with"),
                                    ({"with": ["pay"]}, 422, "/put"),
                                    ({"with": ["nope"], "put": ["pay"]}, 404, "/with/0"),
                                    ({"with": ["pay"], "put": ["nope"]}, 404, "/put/0"),
                                    ({"with": ["pay"], "put": ["time"], "group": "nope"}, 404, "/group"),
                                    ({"with": ["pay"], "put": ["time"], "coders": ["nope"]}, 404, "/coders/0")):
            with self.subTest(body):
                answer = self.olga.call("POST", f"{Q}/recode", body)
                self.assertEqual((answer.status, answer.json["field"]), (status, field), answer)
        self.assertEqual(self.olga.position("s"), before)
        self.assertEqual(self.ada.call("POST", f"{Q}/recode", {"with": ["pay"], "put": ["time"]}).status, 403)

    # --- Without a connection

    def offline(self, client, *commands):
        return client.ok("POST", f"{S}/offline", {"commands": [
            {"id": i, "base": base, "command": command} for i, base, command in commands]})

    def test_offline_work_is_taken_in_its_order_and_once(self):
        base = self.olga.position("s")
        work = [("a", base, {"type": "assign_theme", "question": "q", "response": "r5", "theme": "pay"}),
                ("b", base, {"type": "assign_theme", "question": "q", "response": "r5", "theme": "time"}),
                ("c", base, {"type": "finish_coding", "question": "q", "response": "r4"})]
        self.bo.ok("PUT", f"{Q}/responses/r1/codings/bo", {"themes": []})  # meanwhile, somebody else
        first = self.offline(self.ada, *work)
        self.assertEqual((first["accepted"], first["refused"]), (3, 0), first)
        self.assertEqual([r["events"] for r in first["results"]], [1, 1, 0])
        end = self.olga.position("s")
        more = ("d", base, {"type": "withdraw_theme", "question": "q", "response": "r5", "theme": "pay"})
        again = self.offline(self.ada, *work, more)  # the answer was lost, and work went on
        self.assertEqual([r.get("replayed") for r in again["results"]], [True, True, True, False])
        self.assertEqual([r["position"] for r in again["results"][:3]], [r["position"] for r in first["results"]])
        self.assertEqual(self.olga.position("s"), end + 1)

    def test_offline_work_that_is_refused_says_why_and_stops_no_other(self):
        base = self.olga.position("s")
        self.ada.ok("PUT", f"{Q}/responses/r1/codings/ada", {"themes": ["culture"]})  # on another device
        changed = self.olga.position("s")
        answer = self.offline(
            self.ada,
            ("1", base, {"type": "assign_theme", "question": "q", "response": "r1", "theme": "pay"}),
            ("2", base, {"type": "assign_theme", "question": "q", "response": "r2", "theme": "nope"}),
            ("3", base, {"type": "assign_theme", "question": "q", "response": "r2", "theme": "culture", "coder": "bo"}),
            ("4", base, {"type": "add_group", "group": "x", "label": "X"}),
            ("5", base, {"type": "no_such", "group": "x"}),
            ("6", base, {"type": "assign_theme", "question": "q", "response": "r2", "theme": "culture"}))
        problems = [r["problem"]["type"].split("/")[-1] if "problem" in r else None for r in answer["results"]]
        self.assertEqual(problems, ["stale_condition", "unknown_theme", "forbidden", "forbidden", "invalid_value", None])
        self.assertEqual(answer["results"][0]["problem"]["position"], changed)
        self.assertEqual((answer["accepted"], answer["refused"]), (1, 5))

    def test_a_place_that_is_given_back_offline_is_no_coding_that_has_changed(self):
        self.olga.commands("s", {"type": "add_comment", "question": "q", "comment": "new", "respondent": "p1"},
                           {"type": "open_round", "round": "pilot", "parts": [{"question": "q", "coders": ["ada", "bo"], "per_response": 1}]})
        response = self.ada.ok("POST", f"{S}/rounds/pilot/next?question=q")["response"]["response"]
        base = self.olga.position("s")
        self.ada.ok("PUT", f"{Q}/responses/{response}/codings/ada", {"themes": ["time"], "finished": False})  # on another device
        release = {"type": "release_place", "round": "pilot", "question": "q", "response": response}
        answer = self.offline(self.ada, ("1", base, release))
        self.assertEqual((answer["accepted"], answer["refused"]), (1, 0), answer)

    def test_an_offline_conflict_tells_all_that_came_between_and_no_more(self):
        base = self.olga.position("s")
        own = {"type": "assign_theme", "question": "q", "response": "r5", "theme": "pay"}
        self.assertTrue(self.offline(self.ada, ("own", base, own))["results"][0]["accepted"])
        for themes in (["culture"], ["time"]):  # on another device
            self.ada.ok("PUT", f"{Q}/responses/r5/codings/ada", {"themes": themes})
        self.ada.ok("PUT", f"{Q}/responses/r1/codings/ada", {"themes": []})
        self.bo.ok("PUT", f"{Q}/responses/r5/codings/bo", {"themes": []})
        conflict = self.ada.call("PUT", f"{Q}/responses/r5/codings/ada", {"themes": []}, If_Match=f'"{base + 1}"').json
        results = self.offline(self.ada, ("own", base, own), ("2", base, {**own, "theme": "culture"}),
                               ("3", base + 2, {"type": "finish_coding", "question": "q", "response": "r5"}))["results"]
        self.assertTrue(results[0]["replayed"])
        for result, seen in ((results[1], base + 1), (results[2], base + 2)):
            problem = result["problem"]
            self.assertEqual(problem["type"], "/problems/stale_condition")
            self.assertEqual(problem["position"], conflict["position"])
            self.assertEqual(problem["between"], [p for p in conflict["between"] if p > seen])
            self.assertEqual(problem["events"], [e for e in conflict["events"] if e["position"] > seen])
        self.assertGreater(len(results[2]["problem"]["between"]), 1)

    def test_many_offline_conflicts_show_a_thousand_events_in_all(self):
        base = self.olga.position("s")
        for number in range(60):  # on another device
            self.ada.ok("PUT", f"{Q}/responses/r5/codings/ada", {"themes": ["culture" if number % 2 else "time"]})
        assign = {"type": "assign_theme", "question": "q", "response": "r5", "theme": "pay"}
        results = self.offline(self.ada, *((f"{number}", base, assign) for number in range(12)))["results"]
        problems = [result["problem"] for result in results]
        self.assertGreaterEqual(len(problems[0]["between"]), 1000 // 12)
        for problem in problems:
            self.assertEqual(problem["between"], problems[0]["between"])
            self.assertEqual([event["position"] for event in problem["events"]], problem["between"][:len(problem["events"])])
        self.assertEqual(sum(len(problem["events"]) for problem in problems), 1000)
        self.assertGreaterEqual(min(len(problem["events"]) for problem in problems), 1000 // 12)

    def test_where_offline_work_is_wrong_is_said_by_its_place_in_the_list(self):
        base = self.olga.position("s")
        self.offline(self.olga, ("reused", base, {"type": "add_group", "group": "w", "label": "W"}))
        self.ada.ok("PUT", f"{Q}/responses/r1/codings/ada", {"themes": ["culture"]})
        assign = {"type": "assign_theme", "question": "q", "response": "r2", "theme": "pay"}
        for client, one, field in (
                (self.ada, ("a", base, {**assign, "response": "r1"}), "base"),
                (self.ada, ("b", base + 99, assign), "base"),
                (self.ada, ("c", base, {**assign, "theme": "nope"}), "command/theme"),
                (self.ada, ("d", base, {**assign, "coder": "bo"}), "command"),
                (self.ada, ("e", base, {**assign, "theme": 5}), "command/theme"),
                (self.ada, ("f", base, {"type": "no_such"}), "command/type"),
                (self.olga, ("reused", base, {"type": "add_group", "group": "v", "label": "V"}), "id")):
            with self.subTest(one):
                first = ("first", base, {"type": "no_such"})
                self.assertEqual(self.offline(client, first, one)["results"][1]["problem"]["field"], f"/commands/1/{field}")

    def test_an_offline_split_tells_who_split_meanwhile(self):
        self.olga.commands("s", {"type": "add_comment", "question": "q", "comment": "long", "respondent": "p2",
                                 "text": "Pay is low. No time."})
        base = self.olga.position("s")
        split = {"type": "segment_comment", "question": "q", "comment": "long",
                 "segments": [{"response": "long", "begin": 0, "end": 11}]}
        self.olga.commands("s", split)
        at = self.olga.position("s")
        split["segments"] = [{"response": "long", "begin": 0, "end": 3}]
        results = self.offline(self.olga, ("a", base, split), ("b", at, {**split, "base": base}))["results"]
        for i, (result, field) in enumerate(zip(results, ("base", "command/base"))):
            problem = result["problem"]
            self.assertEqual((problem["field"], problem["between"]), (f"/commands/{i}/{field}", [at]), problem)
            self.assertEqual([e["position"] for e in problem["events"]], [at])

    def test_offline_work_on_a_copy_ahead_of_the_study_is_refused(self):
        """As after a restore: nobody can say what changed since a position that has not come."""
        end = self.olga.position("s")
        self.ada.ok("PUT", f"{Q}/responses/r1/codings/ada", {"themes": ["culture"]})  # on another device
        changed = self.olga.position("s")
        assign = {"type": "assign_theme", "question": "q", "response": "r1", "theme": "pay"}
        for i, base in enumerate((changed + 2, 2**53 - 1)):
            problem = self.offline(self.ada, (f"ahead-{i}", base, assign))["results"][0]["problem"]
            self.assertEqual((problem["type"], problem["field"]), ("/problems/future_moment", "/commands/0/base"))
        self.assertGreater(changed, end)
        self.assertEqual(self.olga.position("s"), changed)
        self.assertTrue(self.offline(self.ada, ("ahead-0", changed, assign))["results"][0]["accepted"])

    def send(self, file, *options):
        run = subprocess.run([BIN / "verbatim", "--server", f"http://127.0.0.1:{self.server.port}", "--token", self.ada.token,
                              "send", "s", file, *options], capture_output=True, text=True, timeout=120)
        return run.returncode, run.stdout, run.stderr

    def test_who_sends_offline_work_is_told_of_all_that_was_refused(self):
        base = self.olga.position("s")
        work = [("one", {"type": "assign_theme", "question": "q", "response": "r5", "theme": "pay"}),
                ("two", {"type": "assign_theme", "question": "q", "response": "r2", "theme": "nope"}),
                ("three", {"type": "add_group", "group": "x", "label": "X"})]
        file = self.server.folder / "queue.json"
        written = json.dumps({"commands": [{"id": i, "base": base, "command": command} for i, command in work]})
        file.write_text(written)
        for attempt in ("first", "again"):
            with self.subTest(attempt):
                code, out, err = self.send(file)
                self.assertEqual(code, 1, out + err)
                self.assertIn("1 accepted, 2 refused", out)
                self.assertRegex(out, r"(?m)^two +There is no theme 'nope'")
                self.assertRegex(out, r"(?m)^three +\S")
                self.assertIn("Keep", err)
                self.assertEqual(file.read_text(), written)
        code, out, _ = self.send(file, "--json")
        self.assertEqual((code, json.loads(out)["refused"]), (1, 2))
        file.write_text(json.dumps({"commands": json.loads(written)["commands"][:1]}))
        self.assertEqual(self.send(file)[:2], (0, "1 accepted, 0 refused.\n"))

    def test_an_offline_list_that_is_not_one_is_refused_whole(self):
        group = {"type": "add_group", "group": "x", "label": "X"}
        for commands, field in (([{"id": "a", "base": 0, "command": group}] * 2, "/commands/1/id"),
                                ([{"id": "a b", "base": 0, "command": group}], "/commands/0/id"),
                                ([{"base": 0, "command": group}], "/commands/0/id"),
                                ([{"id": "a", "base": -1, "command": group}], "/commands/0/base"),
                                ([{"id": "a", "base": 0, "command": "x"}], "/commands/0/command"),
                                ([{"id": "a", "base": 0, "command": group, "x": 1}], "/commands/0/x")):
            with self.subTest(commands):
                answer = self.olga.call("POST", f"{S}/offline", {"commands": commands})
                self.assertEqual((answer.status, answer.json["field"]), (422, field), answer)
        self.assertEqual(self.offline(self.olga)["results"], [])

    def test_an_id_that_somebody_else_used_makes_their_work_nobody_elses(self):
        """The lead changed ada's coding under an id that ada's list has, too."""
        base = self.olga.position("s")
        at = self.olga.ok("POST", f"{S}/imports?format=codings", "item_id,question,coder,labels\nr3,q,ada,Pay\n",
                          Content_Type="text/csv", Idempotency_Key="shared")["position"]
        answer = self.offline(self.ada, ("own", base, {"type": "set_coding", "question": "q", "response": "r3", "themes": ["time"]}),
                              ("shared", base, {"type": "finish_coding", "question": "q", "response": "r3"}))
        self.assertGreater(at, base)
        self.assertEqual([one["accepted"] for one in answer["results"]], [False, False], answer)
        self.assertEqual(answer["results"][0]["problem"]["type"], "/problems/stale_condition")

    # --- Responses cut anew

    def segment(self, client, segments, **more):
        return client.call("POST", f"{S}/commands", {"commands": [
            {"type": "segment_comment", "question": "q", "comment": "long", **more,
             "segments": [dict(zip(("response", "begin", "end"), s)) for s in segments]}]})

    def test_coded_responses_are_split_and_joined_with_what_was_said_and_all_is_undone(self):
        text = "Pay is low. No time."
        self.olga.commands("s", {"type": "add_comment", "question": "q", "comment": "long", "respondent": "p2", "text": text})
        self.ada.ok("PUT", f"{Q}/responses/long/codings/ada", {"themes": ["pay", "time"]})
        before = self.olga.ok("GET", f"{Q}/counts?basis=any")["themes"]
        two = [("long", 0, 11), ("long.b", 12, 20)]
        refused = self.segment(self.olga, two)
        self.assertEqual((refused.status, refused.problem), (409, "not_allowed_now"))
        split = self.segment(self.olga, two, codings="copy")
        self.assertEqual(split.status, 200)
        self.assertEqual([t["theme"] for t in self.themes("long.b", "ada")], ["pay", "time"])
        self.assertEqual(self.olga.ok("GET", f"{Q}/responses/long.b")["text"], "No time.")
        self.ada.ok("DELETE", f"{Q}/responses/long/codings/ada/themes/time")
        self.ada.ok("DELETE", f"{Q}/responses/long.b/codings/ada/themes/pay")
        joined = self.segment(self.olga, [("long", 0, 20)], codings="keep")
        self.assertEqual(sorted(t["theme"] for t in self.themes("long", "ada")), ["pay", "time"])
        self.assertEqual(self.olga.call("GET", f"{Q}/responses/long.b").status, 404)
        self.assertEqual(self.olga.ok("GET", f"{Q}/counts?basis=any")["themes"], before)
        self.olga.ok("POST", f"{S}/undo", {"position": joined.json["position"], "reason": "They were two."})
        self.assertEqual([t["theme"] for t in self.themes("long.b", "ada")], ["time"])
        self.assertEqual([t["theme"] for t in self.themes("long", "ada")], ["pay"])

    def test_what_a_reader_sees_as_one_character_is_not_cut(self):
        text = "Cafe\u0301 closed \U0001F469\u200d\U0001F52C"  # an accent of its own; a scientist
        self.olga.commands("s", {"type": "add_comment", "question": "q", "comment": "long", "respondent": "p2", "text": text})
        for segments in ([("long", 0, 4), ("b", 5, 15)], [("long", 0, 12), ("b", 14, 16)]):
            answer = self.segment(self.olga, segments)
            self.assertEqual((answer.status, answer.problem), (422, "invalid_value"), answer)
        self.assertEqual(self.segment(self.olga, [("long", 0, 5), ("b", 6, 16)]).status, 200)

    # --- Conflicts and presence

    def test_a_conflict_shows_what_came_between(self):
        self.ada.ok("PUT", f"{Q}/responses/r1/codings/ada/themes/culture")
        answer = self.ada.call("PUT", f"{Q}/responses/r1/codings/ada", {"themes": []}, If_Match='"1"')
        self.assertEqual(answer.status, 412)
        self.assertEqual([e["position"] for e in answer.json["events"]], answer.json["between"])
        self.assertEqual(answer.json["events"][-1]["data"]["theme"], "culture")

    def test_who_looks_where_is_seen_until_they_leave(self):
        self.assertEqual(self.olga.ok("GET", f"{S}/presence")["there"], [])
        self.ada.ok("PUT", f"{S}/presence", {"question": "q"})
        self.bo.ok("PUT", f"{S}/presence", {})
        there = self.olga.ok("GET", f"{S}/presence")["there"]
        self.assertEqual([(p["member"], p["question"]) for p in there], [("ada", "q"), ("bo", None)])
        self.ada.ok("DELETE", f"{S}/presence")
        self.assertEqual([p["member"] for p in self.olga.ok("GET", f"{S}/presence")["there"]], ["bo"])
        self.assertEqual(self.ada.call("PUT", f"{S}/presence", {"question": "nope"}).status, 404)

    # --- Figures

    def test_rolled_up_a_theme_counts_where_one_below_it_does(self):
        self.assertEqual(self.counts()["pay"]["responses"], 3)
        up = self.counts("?roll_up=true")
        self.assertEqual((up["pay"]["responses"], up["pay"]["respondents"], up["pay"]["assignments"]), (4, 3, 8))
        self.assertEqual(up["wages"]["responses"], 1)

    def test_a_share_is_of_what_is_asked_for(self):
        self.assertEqual(self.counts("?share_of=respondents")["pay"]["share"], {"of": "respondents", "value": 2 / 3})
        self.assertEqual(self.counts()["pay"]["share"], {"of": "responses", "value": 3 / 5})

    def test_counts_are_sorted_and_paged(self):
        order = lambda query: [t["theme"] for t in self.olga.ok("GET", f"{Q}/counts{query}")["themes"]]
        self.assertEqual(order("?sort=-responses"), ["pay", "culture", "wages", "time"])
        self.assertEqual(order("?sort=label"), ["culture", "pay", "time", "wages"])
        self.assertEqual(order("?sort=label&offset=1&limit=2"), ["pay", "time"])
        self.assertEqual(self.olga.ok("GET", f"{Q}/counts?limit=1")["total"], 4)
        for wrong in ("sort=size", "share_of=people", "limit=0", "offset=-1", "roll_up=yes", "format=xlsx"):
            self.assertEqual(self.olga.call("GET", f"{Q}/counts?{wrong}").status, 422, wrong)

    def test_counts_as_csv_are_the_same_figures(self):
        for query in ("", "&by=group", "&roll_up=true&by=group&sort=-responses&limit=2"):
            with self.subTest(query):
                answer = self.olga.call("GET", f"{Q}/counts?format=csv{query}")
                self.assertEqual(answer.media_type, "text/csv")
                rows = list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))
                expected = []
                for theme in self.olga.ok("GET", f"{Q}/counts?x".replace("?x", "?" + query.lstrip("&") if query else ""))["themes"]:
                    expected.append((theme["theme"], "all", "", theme["responses"], theme["share"]["value"]))
                    for group in theme.get("groups", []):
                        kind = "no group" if group["group"] is None else "group"
                        expected.append((theme["theme"], kind, group["group"] or "", group["responses"], group["share"]["value"]))
                found = [(r["theme"], r["of"], r["group"], int(r["responses"]), float(r["share"]) if r["share"] else None)
                         for r in rows]
                self.assertEqual(found, expected)

    def test_small_groups_are_not_shown_where_the_policy_says_so(self):
        self.olga.commands("s", {"type": "set_policy", "suppress_below": 2})
        counts = self.olga.ok("GET", f"{Q}/counts?by=group")
        # One person each in the north, the south and no group: all are too few.
        self.assertEqual([(g["group"], g["suppressed"], g["base"]) for g in counts["groups"]],
                         [("north", True, None), ("south", True, None), (None, True, None)])
        self.assertTrue(all(g["responses"] is None for t in counts["themes"] for g in t["groups"]))
        self.assertEqual(counts["themes"][0]["responses"], 3)
        rows = list(csv.DictReader(io.StringIO(self.olga.call("GET", f"{Q}/counts?by=group&format=csv").body.decode())))
        self.assertEqual([(row["of"], row["group"], row["suppressed"]) for row in rows[:4]],
                         [("all", "", "no"), ("group", "north", "yes"), ("group", "south", "yes"), ("no group", "", "yes")])
        figures = ("responses", "comments", "respondents", "assignments", "base", "share")
        self.assertEqual({row[figure] for row in rows if row["suppressed"] == "yes" for figure in figures}, {""})
        self.assertEqual(rows[0]["responses"], "3")
        self.olga.commands("s", {"type": "add_respondent", "respondent": "p4", "group": "north"},
                           {"type": "add_comment", "question": "q", "comment": "r6", "respondent": "p4"},
                           {"type": "add_respondent", "respondent": "p5", "group": "south"},
                           {"type": "add_comment", "question": "q", "comment": "r7", "respondent": "p5"},
                           {"type": "add_respondent", "respondent": "p6", "group": "south"},
                           {"type": "add_comment", "question": "q", "comment": "r8", "respondent": "p6"})
        # Nobody but one is in no group, which would follow from the totals: the next smallest goes too.
        groups = self.olga.ok("GET", f"{Q}/counts?by=group")["groups"]
        self.assertEqual([(g["group"], g["suppressed"]) for g in groups],
                         [("north", True), ("south", False), (None, True)])

    def test_small_groups_do_not_follow_from_the_totals_together(self):
        """Three groups of one and a large one, of at least five: what is not shown has five people, or more."""
        self.olga.commands("s", {"type": "set_policy", "suppress_below": 5}, {"type": "add_group", "group": "big", "label": "B"},
                           {"type": "add_group", "group": "mid", "label": "M"})
        shown = lambda: {g["group"]: not g["suppressed"] for g in self.olga.ok("GET", f"{Q}/counts?by=group")["groups"]}
        def add(group, count):
            self.olga.commands("s", *(one for n in range(count) for one in (
                {"type": "add_respondent", "respondent": f"{group}{n}", "group": group},
                {"type": "add_comment", "question": "q", "comment": f"{group}{n}", "respondent": f"{group}{n}"})))
        add("big", 6)
        self.assertEqual(shown(), {"north": False, "south": False, "big": False, "mid": True, None: False},
                         "three are too few, and of mid nobody answered")
        add("mid", 5)
        self.assertEqual(shown(), {"north": False, "south": False, "big": True, "mid": False, None: False})
        self.assertEqual(self.olga.call("GET", f"{Q}/connections?group=mid").json["suppressed"], True)

    def test_connections_are_the_themes_that_stand_together(self):
        pairs = lambda query: [(c["first"]["theme"], c["second"]["theme"], c["responses"])
                               for c in self.olga.ok("GET", f"{Q}/connections{query}")["connections"]]
        self.assertEqual(pairs(""), [("pay", "culture", 1)])
        self.assertEqual(pairs("?basis=any"), [("pay", "time", 2), ("pay", "culture", 1)])
        self.assertEqual(pairs("?basis=any&group=south"), [("pay", "culture", 1)])
        one = self.olga.ok("GET", f"{Q}/connections?basis=any")["connections"][1]
        self.assertEqual((one["first"]["responses"], one["second"]["responses"], one["overlap"]), (3, 2, 1 / 4))
        rows = list(csv.DictReader(io.StringIO(self.olga.call("GET", f"{Q}/connections?format=csv&basis=any").body.decode())))
        self.assertEqual([(r["first"], r["second"], int(r["responses"])) for r in rows],
                         [("pay", "time", 2), ("pay", "culture", 1)])

    def test_connections_between_two_frameworks_are_a_crosswalk(self):
        self.olga.commands("s", {"type": "add_framework", "framework": "advice", "label": "Advice"},
                           {"type": "add_theme", "theme": "raise", "framework": "advice", "label": "Raise"})
        for response in ("r1", "r3"):
            self.ada.ok("PUT", f"{Q}/responses/{response}/codings/ada/themes/raise")
        found = self.olga.ok("GET", f"{Q}/connections?basis=any&framework=themes&to=advice")["connections"]
        self.assertEqual([(c["first"]["theme"], c["second"]["theme"], c["responses"]) for c in found],
                         [("pay", "raise", 2), ("time", "raise", 1), ("culture", "raise", 1)])
        self.assertEqual(self.olga.call("GET", f"{Q}/connections?to=advice").status, 422)


if __name__ == "__main__":
    facts.main()
