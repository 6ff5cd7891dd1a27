#!/usr/bin/python3
"""Every earlier moment is what was answered live then, whatever snapshots there are; studies come and go in memory.

VERBATIM_TRAVEL_EVENTS: how long the long study is (default 50,000 events). VERBATIM_SEED: repeats the same choices.
"""

import collections
import os
import random
import shutil
import subprocess
import time
import unittest

import facts
from contract import Document
from moments import Moments
from server import BIN, Server

DOCUMENT = Document()
EVENTS = int(os.environ.get("VERBATIM_TRAVEL_EVENTS", "50000"))
SEED = int(os.environ.get("VERBATIM_SEED") or random.randrange(2**32))
STUDY = "travel"
IDS = {"study": STUDY, "question": "q", "response": "c1", "theme": "time", "coder": "ada", "round": "round",
       "memo": "m", "quote": "k"}
SET_UP = [
    {"type": "add_question", "question": "q", "text": "Why?"},
    {"type": "add_group", "group": "staff", "label": "Staff"},
    *({"type": "add_respondent", "respondent": f"p{n}", **({"group": "staff"} if n % 2 else {})} for n in range(12)),
    *({"type": "add_comment", "question": "q", "comment": f"c{n}", "respondent": f"p{n // 2}", "text": f"Said {n}."}
      for n in range(12)),
    *({"type": "add_theme", "theme": theme, "label": theme} for theme in ("time", "money", "trust")),
    *({"type": "add_member", "member": coder, "role": "coder"} for coder in ("ada", "ben", "cleo", "dora")),
    *({"type": "add_question", "question": question, "text": "And then?"} for question in ("shared", "split")),
    *({"type": "add_comment", "question": question, "comment": f"c{n}", "respondent": f"p{n}", "text": "One. Two."}
      for question in ("shared", "split") for n in range(6)),
    {"type": "open_round", "round": "shares",
     "parts": [{"question": "shared", "coders": ["ada", "ben", "cleo"], "per_response": 2}]},
    {"type": "open_round", "round": "units", "blind": True, "unitizing": True,
     "parts": [{"question": "split", "coders": ["ada", "ben"]}]},
]


def any_write(draw, server, study=STUDY, question="q", responses=12):
    """One write of a study at work, as (client, method, path in the study, body)."""
    coder = draw.choice(("ada", "ben", "cleo"))
    lea = server.client("lea", "owner", document=DOCUMENT)
    own = server.client(coder, "coder", document=DOCUMENT)
    themes = [theme for theme in ("time", "money", "trust") if draw.random() < 0.5]
    response = f"c{draw.randrange(responses)}"
    layer = draw.choice(("ada", "ben"))
    last = lea.position(study)

    def command(client, **words):
        return client, "POST", "/commands", {"commands": [words]}

    def put(path, **words):
        return lea, "PUT", path, words

    coded = {"type": "set_coding", "question": question, "response": response, "themes": themes}
    return draw.choice((
        command(own, **coded, finished=draw.random() < 0.7),
        command(own, **coded, finished=True),
        command(own, **coded),
        command(own, **coded | {"question": "shared", "response": f"c{draw.randrange(6)}"}, finished=True),
        command(lea, type="add_question", question=f"q{draw.randrange(1000)}", text="More?"),
        command(lea, type="revise_theme", theme=draw.choice(("time", "money")), label=f"L{draw.randrange(99)}"),
        command(lea, type="merge_themes", theme="money", into="time"),
        command(lea, type="restore_theme", theme="money"),
        command(lea, type="set_policy", settled_by=draw.choice(("majority", "all", "any"))),
        command(lea, type="change_role", member="dora", role=draw.choice(("coder", "viewer", "lead"))),
        put(f"/questions/{question}/responses/{response}/settlement", themes=themes, reason="So it is."),
        put(f"/memos/{draw.choice('mn')}", about={"kind": "theme", "id": "time"}, text=f"Memo {draw.randrange(99)}"),
        put(f"/quotes/{draw.choice('kl')}", question=question, response=response, theme="time", wording="Said"),
        (lea, "POST", "/undo", {"position": draw.randint(max(1, last - 5), last), "reason": "A mistake."}),
        (own, "POST", "/rounds/shares/next?question=shared", None),
        (server.client(layer, "coder", document=DOCUMENT), "PUT",
         f"/questions/split/comments/c{draw.randrange(6)}/layers/{layer}",
         {"units": [{"begin": 0, "end": 4, "themes": themes}], "finished": draw.random() < 0.5}),
    ))


def snapshots(server):
    return [path for path in (server.data / "snapshots").glob("*/*") if path.suffix == ""]


def wait_for(so, what):
    for _ in range(3000):
        if so():
            return
        time.sleep(0.02)
    raise AssertionError(f"not so after a minute: {what}")


class ALongStudy(unittest.TestCase):
    """Moments at random of many events: what was answered live while they were written, from snapshots afterwards."""

    CODERS, THEMES = [f"long-{number}" for number in range(8)], [f"t{number}" for number in range(20)]
    MOMENTS, BATCHES = 50, 300  # about so many, of which a third is not missed by chance

    def test_moments_at_random_are_what_was_answered_live_then(self):
        print(f"VERBATIM_SEED={SEED}, {EVENTS} events", flush=True)
        draw = random.Random(SEED)
        interval = min(8192, EVENTS // 40)
        with Server("--snapshot-events", str(interval)) as server:
            lea = server.client("lea", "owner")
            comments = self.set_up(lea)
            q = f"/v1/studies/{STUDY}/questions/q"
            moments = Moments(DOCUMENT, lea, IDS, [
                f"{q}/counts?basis=any&by=group", f"{q}/counts?basis=coder:long-1&roll_up=true",
                f"{q}/agreement?coders=long-0,long-1", f"{q}/responses?limit=20&offset={comments // 2}",
                f"{q}/connections/t1/t2/evidence", f"/v1/studies/{STUDY}/questions/split/comments/c1/layers/ada",
                *(f"/v1/studies/{STUDY}/rounds/{name}" for name in ("shares", "units"))])
            coders = [server.client(coder, "coder") for coder in self.CODERS]
            position = lea.position(STUDY)
            while position < EVENTS:
                codings = [self.coding(draw, comments) for _ in range(draw.randint(1, EVENTS // self.BATCHES))]
                position = draw.choice(coders).commands(STUDY, *codings)["position"]
                if draw.random() < self.MOMENTS / self.BATCHES:
                    client, method, path, body = any_write(draw, server, responses=comments)
                    client.call(method, f"/v1/studies/{STUDY}{path}", body)
                    position = moments.record()
            self.assertGreater(len(moments.lived), self.MOMENTS // 3)
            wait_for(lambda: len(snapshots(server)) >= position // interval // 2, "snapshots are written")
            at_random = draw.sample(sorted(moments.lived), len(moments.lived))
            compared = moments.check(lea, at_random)
            print(f"{len(at_random)} moments of {position} events, {compared} answers", flush=True)
            self.assertGreater(compared, 30 * len(at_random))
            server.stop()
            server.start()
            moments.check(server.client("lea", "owner"), at_random[:3])

    def set_up(self, lea):
        """Answers how many comments there are."""
        lea.ok("POST", "/v1/studies", {"study": STUDY, "title": "Long"})
        lea.commands(STUDY, *SET_UP)
        lea.commands(STUDY, *({"type": "add_theme", "theme": theme, "label": theme} for theme in self.THEMES),
                     *({"type": "add_member", "member": coder, "role": "coder"} for coder in self.CODERS))
        comments = max(12, EVENTS // 50)
        for begin in range(12, comments, 4000):
            lea.commands(STUDY, *(command for n in range(begin, min(begin + 4000, comments)) for command in (
                {"type": "add_respondent", "respondent": f"p{n}", **({"group": "staff"} if n % 3 else {})},
                {"type": "add_comment", "question": "q", "comment": f"c{n}", "respondent": f"p{n}", "text": f"{n}."})))
        return comments

    def coding(self, draw, comments):
        return {"type": "set_coding", "question": "q", "response": f"c{draw.randrange(comments)}",
                "themes": draw.sample(self.THEMES, draw.randrange(4)), "finished": draw.random() < 0.8}


class TimeTravel(unittest.TestCase):
    def setUp(self):
        self.server = self.enterContext(Server("--snapshot-events", "64", "--idle-minutes", "0.005"))
        self.lea = self.server.client("lea", "owner", document=DOCUMENT)
        self.lea.ok("POST", "/v1/studies", {"study": STUDY, "title": "Travel"})
        self.lea.commands(STUDY, *SET_UP)

    def live_through(self, writes, seed):
        draw = random.Random(seed)
        q = f"/v1/studies/{STUDY}/questions/q"
        self.written = collections.Counter()
        moments = Moments(DOCUMENT, self.lea, IDS, [
            f"{q}/counts?basis=any&by=group", f"{q}/counts?basis=coder:ada", f"{q}/responses?limit=5",
            f"{q}/agreement?coefficient=krippendorff_alpha,gwet_ac1", f"{q}/agreement?coders=ada,ben",
            *(f"/v1/studies/{STUDY}/questions/{question}/{what}"
              for question in ("shared", "split") for what in ("counts", "responses", "progress", "agreement", "layers")),
            *(f"/v1/studies/{STUDY}/questions/split/comments/c1/layers/{coder}" for coder in ("ada", "ben")),
            *(f"/v1/studies/{STUDY}/rounds/{name}" for name in ("shares", "units"))])
        self.assertGreater(len(moments.targets), 10)
        for _ in range(writes):
            client, method, path, body = any_write(draw, self.server)
            answer = client.call(method, f"/v1/studies/{STUDY}{path}", body)
            self.written[(path.split("/")[1] if method == "PUT" else path, answer.status)] += 1
            moments.record()
        return moments

    def wait_for(self, so, what):
        wait_for(so, what)

    def snapshots(self):
        return snapshots(self.server)

    def metric(self, name):
        text = self.lea.call("GET", "/metrics").body.decode()
        return float(next(line.split()[1] for line in text.splitlines() if line.startswith(name + " ")))

    def test_every_moment_is_what_was_answered_live_then(self):
        moments = self.live_through(110, seed=5)
        self.wait_for(lambda: len(self.snapshots()) >= 2, "snapshots are written")
        self.assertGreater(moments.check(self.lea), 500)
        accepted = {what for what, status in self.written if status == 200}
        self.assertLessEqual({"/commands", "/undo", "memos", "quotes", "questions"}, accepted, self.written)
        self.server.stop()
        for snapshot in self.snapshots()[:1]:
            snapshot.write_bytes(snapshot.read_bytes()[:-1])
        self.server.start()
        some = random.Random(1).sample(sorted(moments.lived), 20)
        moments.check(self.server.client("lea", "owner", document=DOCUMENT), some)
        self.server.stop()
        shutil.rmtree(self.server.data / "snapshots")
        self.server.start()
        moments.check(self.server.client("lea", "owner", document=DOCUMENT), some)
        self.server.stop()
        self.assertIn("as it should be", self.server.verbatim("replay", "--verify", "--data", self.server.data))

    def test_the_demo_is_at_every_moment_what_it_was_then(self):
        study = "rapid-insight"
        subprocess.run([BIN / "verbatim", "--server", f"http://127.0.0.1:{self.server.port}", "--token",
                        self.lea.token, "demo", "load", "--data", str(self.server.data)], check=True,
                       capture_output=True)
        response = self.lea.ok("GET", f"/v1/studies/{study}/questions/q1/responses?limit=1")["responses"][0]["response"]
        theme = self.lea.ok("GET", f"/v1/studies/{study}/themes")["themes"][0]["theme"]
        moments = Moments(DOCUMENT, self.lea, {"study": study, "question": "q1", "response": response, "theme": theme,
                                               "coder": "ada"})
        draw = random.Random(9)
        coding = {"type": "set_coding", "question": "q1", "response": response, "coder": "ada"}
        for _ in range(15):
            own = self.server.client("ada", "coder", document=DOCUMENT)
            own.commands(study, coding | {"themes": [theme] if draw.random() < 0.5 else [],
                                          "finished": draw.random() < 0.5})
            moments.record()
        self.wait_for(lambda: len(self.snapshots()) >= 10, "snapshots are written")
        self.assertGreater(moments.check(self.lea), 200)
        self.assertIn("as it should be", self.server.verbatim("replay", "--verify", "--data", self.server.data))

    def test_a_kill_at_any_time_leaves_every_moment(self):
        moments = self.live_through(20, seed=6)
        for _ in range(5):
            self.server.kill()
            self.server.start()
            self.lea = self.server.client("lea", "owner", document=DOCUMENT)
            at = self.lea.position(STUDY)
            self.lea.commands(STUDY, *({"type": "add_question", "question": f"k{at}-{n}", "text": "More?"}
                                       for n in range(70)))
        moments.check(self.lea)

    def test_an_idle_study_leaves_memory_and_answers_as_before(self):
        moments = self.live_through(10, seed=7)
        position = self.lea.position(STUDY)
        for _ in range(3):
            self.wait_for(lambda: self.metric("verbatim_studies_in_memory") == 0, "it leaves memory")
            self.assertEqual(self.lea.ok("GET", "/v1/studies")["studies"],
                             [{"study": STUDY, "title": "Travel", "position": position}])
            moments.check(self.lea, [position])
            self.assertEqual([(t, s, self.lea.call("GET", t).body) for t, s, _ in moments.lived[position]],
                             moments.lived[position])
        self.wait_for(lambda: self.metric("verbatim_studies_in_memory") == 0, "it leaves memory")
        coder = self.server.client("dora", "coder", document=DOCUMENT)
        coder.commands(STUDY, {"type": "set_coding", "question": "q", "response": "c1", "themes": ["time"]})

    def test_a_rebuild_finds_the_live_figures_as_they_should_be(self):
        self.live_through(10, seed=8)
        target = f"/v1/studies/{STUDY}/rebuild"
        self.assertEqual(self.lea.call("GET", target).status, 404)
        self.assertEqual(self.lea.call("POST", target).status, 202)
        self.wait_for(lambda: self.lea.ok("GET", target)["stage"] in ("done", "failed"), "it is done")
        state = self.lea.ok("GET", target)
        self.assertEqual((state["stage"], state["differences"]), ("done", []), state)
        self.assertEqual(state["position"], self.lea.position(STUDY))
        viewer = self.server.client("vi", "viewer", document=DOCUMENT)
        self.assertEqual(viewer.call("POST", target).status, 403)


if __name__ == "__main__":
    facts.main()
