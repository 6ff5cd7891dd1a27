#!/usr/bin/python3
"""The rapid-insight event as a team would work on it: two coders a question, blind, a theme merged and
another split half-way, adjudication, quotes, sign-off. At the end stand the published figures."""

import json
import subprocess
import unittest

import facts
from contract import Document
from server import BIN, Server

DOCUMENT = Document()
S = "/v1/studies/played"
TEAM = {"q1": ("ana", "ben"), "q2": ("ben", "cleo"), "q3": ("cleo", "dora"), "q4": ("dora", "ana")}
KEPT = ("add_question", "add_group", "add_respondent", "add_framework", "add_theme")


class PlayedThrough(unittest.TestCase):
    def setUp(self):
        self.server = self.enterContext(Server())
        self.lead = self.server.client("lea", "owner", document=DOCUMENT)
        self.coders = {name: self.server.client(name, "coder", document=DOCUMENT)
                       for name in ("ana", "ben", "cleo", "dora")}
        self.demo("load", "--data", str(self.server.data))
        self.events = self.lead.call("GET", "/v1/studies/rapid-insight/events", Accept="application/x-ndjson").lines
        self.lead.ok("POST", "/v1/studies", {"study": "played", "title": "Played through"})

    def demo(self, *words):
        return subprocess.run([BIN / "verbatim", "--server", f"http://127.0.0.1:{self.server.port}", "--token",
                               self.lead.token, "demo", *words], check=True, capture_output=True, text=True).stdout

    # --- What is taken over from the demo: the questions, the people, the comments, and who said what

    def set_up(self):
        commands = [{"type": "add_member", "member": name, "role": "coder"} for name in self.coders]
        for event in self.events:
            data = {name: value for name, value in event["data"].items() if value not in (None, [], "start")}
            word = {"question_added": "add_question", "group_added": "add_group", "respondent_added": "add_respondent",
                    "framework_added": "add_framework", "theme_added": "add_theme"}.get(event["type"])
            if word in KEPT:
                commands.append({"type": word, **data})
            elif event["type"] == "comment_added":
                commands.append({"type": "add_comment", "question": data["question"], "comment": data["comment"],
                                 "respondent": data["respondent"], "text": "x" * data["code_points"]})
            elif event["type"] == "comment_segmented":
                commands.append({"type": "segment_comment", **data})
        self.lead.commands("played", *commands)

    def said(self):
        """What the demo's three coders said: question -> response -> coder -> themes."""
        said = {}
        for question in TEAM:
            page = self.lead.ok("GET", f"/v1/studies/rapid-insight/questions/{question}/responses?limit=1000")
            self.assertIsNone(page["next"])
            said[question] = {r["response"]: {c["coder"]: {a["theme"] for a in c["assignments"]} for c in r["codings"]}
                              for r in page["responses"]}
        return said

    # --- The work

    def code(self, question, name, themes_of):
        """Until there is no next response for this coder in the round."""
        while True:
            answer = self.coders[name].ok("POST", f"{S}/rounds/blind/next?question={question}")
            if answer["done"]:
                return
            response = answer["response"]["response"]
            self.coders[name].ok("PUT", f"{S}/questions/{question}/responses/{response}/codings/{name}",
                                 {"themes": sorted(themes_of(response))})

    def test_the_event_played_through_ends_in_the_published_figures(self):
        self.set_up()
        said = self.said()
        truth = {q: {r: {t for t in set().union(*by.values()) if 2 * sum(t in s for s in by.values()) > len(by)}
                     for r, by in responses.items()} for q, responses in said.items()}
        own = [e["data"]["theme"] for e in self.events if e["type"] == "theme_added" and e["data"]["framework"] == "themes"
               and e["data"]["parent"] is None and e["data"]["questions"] == ["q1"]]
        doubled, first, second = own[0], own[1], own[2]
        self.lead.commands("played",
                           {"type": "add_theme", "theme": "double", "label": "The same in other words", "questions": ["q1"]},
                           {"type": "add_theme", "theme": "broad", "label": "Two things in one", "questions": ["q1"]},
                           {"type": "open_round", "round": "blind", "label": "First", "blind": True,
                            "parts": [{"question": q, "coders": list(pair)} for q, pair in TEAM.items()]})

        # Ben uses a double of one theme, Ana one theme where there are two. Nobody sees the other's work.
        def of_ana(response):
            themes = set(said["q1"][response]["ana"])
            return themes - {first, second} | ({"broad"} if themes & {first, second} else set())

        def of_ben(response):
            return {"double" if t == doubled else t for t in said["q1"][response]["ben"]}
        self.code("q1", "ana", of_ana)
        self.code("q1", "ben", of_ben)
        hidden = self.coders["ana"].call("GET", f"{S}/questions/q1/responses/{next(iter(said['q1']))}/codings/ben")
        self.assertEqual(hidden.problem, "blind_round")

        # Half-way the codebook is mended: the assignments follow the merge; of the split, those who
        # used the theme decide again, from a worklist of their own.
        self.lead.commands("played", {"type": "merge_themes", "theme": "double", "into": doubled},
                           {"type": "split_theme", "theme": "broad", "into": [first, second]})
        stale = f"{S}/questions/q1/stale?coder=ana&limit=1000"
        worklist = self.coders["ana"].ok("GET", stale)["responses"]
        self.assertEqual({one["response"] for one in worklist},
                         {r for r in said["q1"] if said["q1"][r]["ana"] & {first, second}})
        for one in worklist:
            self.coders["ana"].ok("PUT", f"{S}/questions/q1/responses/{one['response']}/codings/ana",
                                  {"themes": sorted(said["q1"][one["response"]]["ana"])})
        self.assertEqual(self.coders["ana"].ok("GET", stale)["responses"], [])

        for question, (one, other) in TEAM.items():
            if question != "q1":  # the demo has three coders; the pair says what the first two did
                self.code(question, one, lambda r: said[question][r]["ana"])
                self.code(question, other, lambda r: said[question][r]["ben"])
        self.lead.commands("played", {"type": "close_round", "round": "blind"})

        # They differ, measurably; where they do, the lead decides.
        differed = 0
        for question in TEAM:
            whole = self.lead.ok("GET", f"{S}/questions/{question}/agreement?framework=themes"
                                        "&coefficient=krippendorff_alpha_masi")["results"]
            self.assertTrue(0.3 < whole[0]["value"] < 1, whole)
            queue = f"{S}/questions/{question}/disagreements?settled=false&limit=1000"
            for one in self.lead.ok("GET", queue)["disagreements"]:
                differed += 1
                self.lead.ok("PUT", f"{S}/questions/{question}/responses/{one['response']}/settlement",
                             {"themes": sorted(truth[question][one["response"]]), "reason": "As the report has it."})
            self.assertEqual(self.lead.ok("GET", queue)["disagreements"], [])
        self.assertGreater(differed, 20)

        quoted = next(r for r, themes in truth["q1"].items() if first in themes)
        self.lead.ok("PUT", f"{S}/quotes/k1", {"question": "q1", "response": quoted, "theme": first,
                                               "wording": "As released.", "why": "It says it all.", "consent": True})
        position = self.lead.position("played")
        self.lead.ok("POST", f"{S}/sign-offs", {"at": position, "statement": "These are the figures."})
        self.assertEqual([one["at"] for one in self.lead.ok("GET", f"{S}/sign-offs")["sign_offs"]], [position])

        checked = json.loads(self.demo("--json", "check", "--study", "played"))
        wrong = [f for f in checked["figures"] if f["verdict"] == "differs"]
        self.assertEqual((checked["differences"], wrong), (0, []))


if __name__ == "__main__":
    facts.main()
