#!/usr/bin/python3
"""Where a figure comes from, who decided it, and what it said before: the reads of an auditor."""

import csv
import io
import random
import unittest

import crawl
import facts
from contract import Document
from server import Server

DOCUMENT = Document()
QUESTION = "q1"
THEMES = ["pay", "time", "trust", "staff"]
COMMENTS = [f"c{number}" for number in range(8)]
UNITS = ("responses", "comments", "respondents", "assignments")

# Reads of a study that have no as_of, and why.
NOT_OF_A_MOMENT = {
    "getPresence": "who is here now is not recorded",
    "listSubscriptions": "who else is told of events is not recorded",
    "getSubscription": "as above",
    "readSubscription": "as above",
    "listDeadLetters": "as above",
    "getRebuild": "how a rebuild goes is not recorded",
    "getDiff": "it is of two moments: from and to",
    "getCountsDiff": "as above",
    "getConnectionDiff": "as above",
    "getProgressDiff": "as above",
    "getAgreementDiff": "as above",
    "getCheckpoint": "it is of the moment at",
    "proveInclusion": "it is of the moment size",
    "proveConsistency": "it is of two moments: from and to",
    "readRecord": "events are what they are",
}


def expanded(template, **words):
    """An address out of its template."""
    address, _, names = template.partition("{&")
    assert set(words) <= set(names.rstrip("}").split(",")), template
    return address + "".join(f"&{name}={word}" for name, word in words.items())


# Coefficients of one theme from (who is finished, who of them applies it), as their papers have them.
def percent(said):
    shares = [1 - 2 * len(applying) * (len(coders) - len(applying)) / (len(coders) * (len(coders) - 1))
              for coders, applying in said if len(coders) > 1]
    return sum(shares) / len(shares)


def alpha(said):
    said = [(len(coders), len(applying)) for coders, applying in said if len(coders) > 1]
    total, yes = sum(m for m, _ in said), sum(k for _, k in said)
    observed = sum(2 * k * (m - k) / (m - 1) for m, k in said) / total
    return 1 - observed / (2 * yes * (total - yes) / (total * (total - 1)))


def ac1(said):
    share = sum(len(applying) / len(coders) for coders, applying in said) / len(said)
    chance = 2 * share * (1 - share)
    return (percent(said) - chance) / (1 - chance)


def kappa(said):
    first, second = sorted(set().union(*(coders for coders, _ in said)))
    pairs = [(first in applying, second in applying) for coders, applying in said if len(coders) == 2]
    a, b = (sum(pair[i] for pair in pairs) / len(pairs) for i in (0, 1))
    chance = a * b + (1 - a) * (1 - b)
    return (sum(x == y for x, y in pairs) / len(pairs) - chance) / (1 - chance)


class Team(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        cls.chief = cls.server.client("chief", document=DOCUMENT)
        cls.coders = {name: cls.server.client(name, "coder", document=DOCUMENT) for name in ("ada", "bo", "cem")}
        cls.judge = cls.server.client("judge", "adjudicator", document=DOCUMENT)
        cls.auditor = cls.server.client("audit", "auditor", document=DOCUMENT)

    def study(self):
        """A study with two questions; in q1 a sub-theme, and a respondent with two comments, one of them in two parts."""
        name = self.id().rsplit(".", 1)[1]
        self.chief.ok("POST", "/v1/studies", {"study": name, "title": name})
        self.chief.commands(
            name,
            *({"type": "add_member", "member": coder, "role": "coder"} for coder in self.coders),
            {"type": "add_member", "member": "judge", "role": "adjudicator"},
            {"type": "add_member", "member": "audit", "role": "auditor"},
            {"type": "add_question", "question": QUESTION, "text": "Why?"},
            {"type": "add_question", "question": "q2", "text": "How?"},
            {"type": "add_group", "group": "staff", "label": "Staff"},
            {"type": "add_group", "group": "guests", "label": "Guests"},
            *({"type": "add_respondent", "respondent": f"p{n}", **({"group": group} if group else {})}
              for n, group in enumerate(["staff", "staff", "guests", "guests", None])),
            *({"type": "add_theme", "theme": theme, "label": theme.title()} for theme in THEMES[:3]),
            {"type": "add_theme", "theme": "staff", "label": "Staff", "parent": "time"},
            *({"type": "add_comment", "question": QUESTION, "comment": comment, "respondent": f"p{n % 5}", "text": "One. Two."}
              for n, comment in enumerate(COMMENTS)),
            {"type": "segment_comment", "question": QUESTION, "comment": "c0", "segments": [
                {"response": "c0", "begin": 0, "end": 4}, {"response": "c0b", "begin": 5, "end": 9}]})
        return name

    def code(self, study, coder, response, *themes, finished=True):
        return self.coders[coder].ok("PUT", f"/v1/studies/{study}/questions/{QUESTION}/responses/{response}/codings/{coder}",
                                     {"themes": list(themes), "finished": finished}, User_Agent="coding-app/2.1 (X11)")

    def settle(self, study, response, *themes):
        return self.judge.ok("PUT", f"/v1/studies/{study}/questions/{QUESTION}/responses/{response}/settlement",
                             {"themes": list(themes), "reason": "It is about that."})

    def coded(self):
        """A study that was coded a little: two coders differ, one response is settled."""
        study = self.study()
        self.code(study, "ada", "c0", "pay", "time")
        self.code(study, "bo", "c0", "pay")
        self.code(study, "cem", "c0", "pay", finished=False)
        self.code(study, "ada", "c0b", "pay", "staff")
        self.code(study, "ada", "c1", "time")
        self.code(study, "bo", "c2", "pay", "staff")
        self.settle(study, "c1", "trust", "pay")
        return study

    def any_step(self, study, dice):
        """One change, made by whoever may; refused where it cannot be."""
        theme, other, response = dice.choice(THEMES), dice.choice(THEMES), dice.choice([*COMMENTS, "c0b"])
        coder = dice.choice(list(self.coders))
        steps = [lambda: self.coders[coder].call(
            "PUT", f"/v1/studies/{study}/questions/{QUESTION}/responses/{response}/codings/{coder}",
            {"themes": sorted({theme, other}), "finished": dice.random() < 0.7})] * 6
        steps += [lambda: self.judge.call(
            "PUT", f"/v1/studies/{study}/questions/{QUESTION}/responses/{response}/settlement",
            {"themes": [theme], "reason": "So."})]
        steps += [lambda command=command: self.chief.call("POST", f"/v1/studies/{study}/commands", {"commands": [command]})
                  for command in (
                      {"type": "merge_themes", "theme": theme, "into": other},
                      {"type": "restore_theme", "theme": theme},
                      {"type": "move_theme", "theme": theme, "parent": other},
                      {"type": "revise_theme", "theme": theme, "definition": f"Meaning {dice.random()}"},
                      {"type": "set_policy", "settled_by": dice.choice(["all", "any", "majority"])},
                      {"type": "set_policy", "suppress_below": dice.choice([0, 3])},
                      {"type": "add_comment", "question": "q2", "comment": f"d{dice.randrange(4)}", "respondent": "p1"})]
        return dice.choice(steps)()


class AsOf(Team):
    PLACES = {"question": [QUESTION], "response": ["c0"], "comment": ["c0"], "subscription": ["none"], "erasure": ["none"], "coder": ["ada"], "round": ["pilot"], "theme": ["pay", "time"],
              "framework": ["themes"], "memo": ["m1"], "quote": ["k1"], "other": ["time"]}
    WORDS = {"basis": ["any", "coder:ada"], "layer": ["ada"], "coder": ["ada"], "coders": ["ada,bo"], "group": ["staff"], "framework": ["themes"],
             "to": ["themes"], "state": ["finished&coder=ada"], "from": ["1"], "position": ["1"], "unit": ["assignments"], "actor": ["ada"],
             "theme": ["pay"], "coefficient": ["gwet_ac1&theme=pay"], "kind": ["theme&id=pay", "coding&id=c0&question=q1&coder=ada", "comment&id=c0&question=q1"], "roll_up": ["true"]}

    def test_every_read_of_a_study_can_be_asked_as_of_a_moment(self):
        reads = {name for name, (method, path) in DOCUMENT.places.items() if method == "GET" and "{study}" in path}
        without = {name for name in reads if "as_of" not in DOCUMENT.parameters[name]}
        self.assertEqual(without, set(NOT_OF_A_MOMENT))

    def reads(self, study):
        for name, target in crawl.targets(DOCUMENT, study, self.PLACES, self.WORDS):
            if name not in NOT_OF_A_MOMENT:
                yield target, "as_of"
            elif name.endswith("Diff") and "to=" not in target:  # of two moments, the second of which is now
                yield target, "to"

    def seen(self, answer):
        """What must be the same byte for byte."""
        return answer.status, answer.body, *(answer.headers.get(name) for name in ("Content-Type", "ETag", "Verbatim-Position"))

    def test_every_answer_of_before_is_given_again_byte_for_byte(self):
        study, seed = self.study(), random.randrange(1 << 32)
        print(f"seed {seed}")
        dice = random.Random(seed)
        self.chief.ok("PUT", f"/v1/studies/{study}/memos/m1", {"about": {"kind": "theme", "id": "pay"}, "text": "Too wide?"})
        self.code(study, "ada", "c0", "pay")
        self.chief.ok("PUT", f"/v1/studies/{study}/quotes/k1",
                      {"question": QUESTION, "response": "c0", "theme": "pay", "wording": "One."})
        self.chief.commands(study, {"type": "open_round", "round": "pilot", "parts": [
            {"question": QUESTION, "coders": list(self.coders)}]})
        live, reader = {}, self.server.client("chief")  # what it answers is checked elsewhere
        for _ in range(16):
            self.any_step(study, dice)
            position = self.chief.position(study)
            for target, pin in self.reads(study):
                live[target, pin, position] = self.seen(reader.call("GET", target))
        good = sum(1 for status, *_ in live.values() if status == 200)
        self.assertGreater(good, len(live) * 0.6, "most of what is asked for is there")
        for (target, pin, position), before in live.items():
            again = f"{target}{'&' if '?' in target else '?'}{pin}={position}"
            self.assertEqual(self.seen(reader.call("GET", again)), before, again)


class Evidence(Team):
    def rows(self, link):
        """All rows of a figure's evidence, by pages of three."""
        rows, offset, total = [], 0, None
        while offset is not None:
            page = self.auditor.ok("GET", f"{link}&offset={offset}&limit=3")
            self.assertIn(total, (None, page["total"]))
            total, offset = page["total"], page["next"]
            rows += page["rows"]
        self.assertEqual(len(rows), total)
        return rows

    def test_of_every_cell_has_as_many_rows_as_the_figure(self):
        study = self.coded()
        base = f"/v1/studies/{study}/questions/{QUESTION}"
        for query in ("basis=settled", "basis=any", "basis=majority", "basis=all", "basis=coder:ada", "basis=any&roll_up=true",
                      "roll_up=true"):
            counts = self.auditor.ok("GET", f"{base}/counts?{query}&by=group")
            for theme in counts["themes"]:
                cells = [(theme, "")] + [(cell, f"&group={cell['group'] or ''}") for cell in theme["groups"]]
                for cell, group in cells:
                    for unit in UNITS:
                        link = counts["evidence"].replace("{theme}", theme["theme"]).replace(
                            "{&group,unit}", f"{group}&unit={unit}")
                        with self.subTest(link):
                            self.assertEqual(len(self.rows(link)), cell[unit])
        connections = self.auditor.ok("GET", f"{base}/connections?basis=any")
        self.assertGreater(connections["total"], 0)
        for pair in connections["connections"]:
            link = connections["evidence"].replace("{first}", pair["first"]["theme"]).replace(
                "{second}", pair["second"]["theme"])
            self.assertEqual(len(self.rows(link)), pair["responses"])
        progress = self.auditor.ok("GET", f"{base}/progress")
        for row in progress["coders"]:
            link = progress["evidence"].replace("{coder}", row["coder"])
            self.assertEqual(len(self.rows(link.replace("{&unit}", ""))), row["begun"])
            self.assertEqual(len(self.rows(link.replace("{&unit}", "&finished=true"))), row["finished"])
            self.assertEqual(len(self.rows(link.replace("{&unit}", "&unit=assignments"))), row["assignments"])
        agreement = self.auditor.ok("GET", f"{base}/agreement")
        self.assertGreater(agreement["units"], 0)
        self.assertEqual(len(self.rows(expanded(agreement["evidence"]))), agreement["units"])

    def test_of_agreement_is_enough_to_compute_each_coefficient_again(self):
        study = self.coded()
        for response, themes in (("c2", ["staff"]), ("c3", ["pay", "time"]), ("c4", []), ("c5", ["pay"])):
            self.code(study, "ada", response, *themes)
        for response, themes in (("c3", ["pay"]), ("c4", ["time"]), ("c5", ["pay"]), ("c6", ["time"])):
            self.code(study, "bo", response, *themes)
        self.code(study, "cem", "c5", "time")
        base = f"/v1/studies/{study}/questions/{QUESTION}"
        computed = 0
        for query in ("", "coders=ada,bo&", "coders=ada,cem&", "group=staff&", "roll_up=true&", "coders=ada,bo&roll_up=true&"):
            agreement = self.auditor.ok("GET", f"{base}/agreement?{query}")
            for row in agreement["results"]:
                if row["theme"] is None:
                    continue
                link = expanded(agreement["evidence"], theme=row["theme"], coefficient=row["coefficient"])
                with self.subTest(link):
                    rows = [one["responses"][0] for one in self.rows(link)]
                    said = [({coding["coder"] for coding in one["codings"] if coding["counted"]},
                             {assignment["coder"] for assignment in one["assignments"]}) for one in rows]
                    for coders, applying in said:
                        self.assertLessEqual(applying, coders)
                    pairable = [(coders, applying) for coders, applying in said if len(coders) > 1]
                    self.assertEqual(len(pairable), row["units"])
                    if row["reason"] == "not_two_coders":
                        continue
                    self.assertEqual(sum(len(coders) for coders, _ in pairable), row["codings"])
                    again = {"percent_agreement": percent, "krippendorff_alpha": alpha, "gwet_ac1": ac1,
                             "cohen_kappa": kappa}.get(row["coefficient"])
                    if again is None or row["value"] is None:
                        continue
                    self.assertAlmostEqual(again(said), row["value"], 12)
                    computed += 1
        self.assertGreater(computed, 30)

    def test_of_agreement_is_of_one_coefficient_that_there_is(self):
        study = self.coded()
        base = f"/v1/studies/{study}/questions/{QUESTION}/agreement/evidence"
        for query, status, problem, field in (
                ("coefficient=gwet_ac1", 422, "invalid_value", "coefficient"),
                ("coefficient=krippendorff_alpha_masi&theme=pay", 422, "invalid_value", "coefficient"),
                ("coefficient=gwet_ac1,cohen_kappa&theme=pay", 422, "invalid_value", "coefficient"),
                ("coefficient=holsti", 422, "invalid_value", "coefficient"),
                ("theme=nothing", 404, "unknown_theme", "theme"), ("framework=nothing", 404, "unknown_framework", "framework"),
                ("round=nothing", 404, "unknown_round", "round"), ("pairs=true", 422, "invalid_value", "pairs")):
            answer = self.auditor.call("GET", f"{base}?{query}")
            self.assertEqual((answer.status, answer.problem, answer.json["field"]), (status, problem, field), query)

    def test_what_depends_on_who_says_what_has_evidence_and_is_not_followed(self):
        study = self.coded()
        base = f"/v1/studies/{study}/questions/{QUESTION}/agreement"
        for coefficient in ("conger_kappa", "light_kappa"):
            for query in (f"theme=pay&coefficient={coefficient}", f"coefficient={coefficient}"):
                self.assertEqual(self.auditor.call("GET", f"{base}/evidence?{query}").status, 200, query)
            answer = self.auditor.call("GET", f"{base}/diff?from=1&theme=pay&coefficient={coefficient}")
            self.assertEqual((answer.status, answer.problem, answer.json["field"]), (422, "invalid_value", "coefficient"))
        self.code(study, "cem", "c6", "pay")  # and nobody else
        total = {coefficient: self.auditor.ok("GET", f"{base}/evidence?theme=pay&coefficient={coefficient}")["total"]
                 for coefficient in ("conger_kappa", "gwet_ac1", "light_kappa", "krippendorff_alpha")}
        self.assertGreater(total["conger_kappa"], total["light_kappa"])
        self.assertEqual((total["conger_kappa"], total["light_kappa"]), (total["gwet_ac1"], total["krippendorff_alpha"]))

    def test_says_who_decided_by_which_event_from_which_client_and_why(self):
        study = self.study()
        assigned = self.code(study, "ada", "c0", "pay", "trust")["position"] - 2
        settled = self.settle(study, "c1", "pay")["position"]
        merged = self.chief.commands(study, {"type": "merge_themes", "theme": "trust", "into": "time"})["position"]
        evidence = f"/v1/studies/{study}/questions/{QUESTION}/counts/pay/evidence"
        one, two = (row["responses"][0] for row in self.auditor.ok("GET", evidence)["rows"])
        self.assertEqual((one["response"], one["stands"]["by"], one["electorate"]), ("c0", "majority", 1))
        said = one["assignments"][0]
        self.assertEqual((said["coder"], said["theme"], said["counted_as"], said["counted"], said["position"], said["actor"],
                          said["client"]), ("ada", "pay", "pay", True, assigned, "ada", "coding-app/2.1"))
        event = self.auditor.ok("GET", f"/v1/studies/{study}/events?after={assigned - 1}&limit=1")["events"][0]
        self.assertEqual((event["type"], event["data"]["theme"], event["time"]), ("theme_assigned", "pay", said["time"]))
        self.assertEqual({name: two["stands"][name] for name in ("by", "position", "actor", "reason")},
                         {"by": "adjudication", "position": settled, "actor": "judge", "reason": "It is about that."})
        time = self.auditor.ok("GET", evidence.replace("pay", "time"))["rows"][0]["responses"][0]["assignments"]
        self.assertEqual([(one["theme"], one["counted_as"]) for one in time], [("trust", "time")])
        gone = self.auditor.call("GET", evidence.replace("pay", "trust"))
        self.assertEqual((gone.status, gone.problem), (404, "unknown_theme"))
        self.assertIn("time", gone.json["fix"])
        self.assertEqual(self.auditor.ok("GET", evidence.replace("pay", "trust") + f"?as_of={merged - 1}")["total"], 1)

    def test_a_permalink_gives_the_same_for_ever(self):
        study = self.coded()
        base = f"/v1/studies/{study}/questions/{QUESTION}"
        for target in (f"{base}/counts?basis=any&by=group", f"{base}/connections", f"{base}/agreement", f"{base}/progress",
                       f"/v1/studies/{study}/agreement?pairs=true", f"{base}/agreement/unitizing?coders=ada,bo",
                       f"{base}/agreement/evidence?theme=pay&coefficient=gwet_ac1", f"{base}/agreement/unitizing/evidence",
                       f"{base}/connections/pay/time/diff?from=3", f"{base}/progress/ada/diff?from=3",
                       f"{base}/agreement/diff?from=3&theme=pay",
                       f"/v1/studies/{study}/progress", f"{base}/counts/pay/evidence?unit=comments",
                       f"/v1/studies/{study}/diff?from=0", f"/v1/studies/{study}/history?kind=theme&id=pay"):
            before = self.auditor.call("GET", target)
            self.code(study, "cem", "c3", "pay", "time")
            self.assertEqual(self.auditor.call("GET", before.json["permalink"]).body, before.body, target)
            self.code(study, "cem", "c3")

    def test_as_csv_has_a_line_a_row(self):
        study = self.coded()
        target = f"/v1/studies/{study}/questions/{QUESTION}/counts/pay/evidence?basis=any&unit="
        for unit in UNITS:
            answer = self.auditor.call("GET", f"{target}{unit}&format=csv")
            lines = list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))
            self.assertEqual(len(lines), self.auditor.ok("GET", target + unit)["total"], unit)
            self.assertTrue(all(line["coders"] and line["positions"] for line in lines), lines)

    def test_of_a_small_group_is_not_shown(self):
        study = self.coded()
        base = f"/v1/studies/{study}/questions/{QUESTION}"
        refused = {base + path for path in (
            "/counts/pay/evidence?group=staff", "/counts/pay/evidence?group=", "/counts/pay/diff?from=1&group=staff",
            "/connections/pay/staff/evidence?group=staff", "/connections/pay/staff/diff?from=1&group=staff",
            "/agreement/evidence?group=staff&theme=pay", "/agreement/diff?from=1&group=staff&theme=pay")}
        for target in refused:
            self.assertEqual(self.auditor.call("GET", target).status, 200, target)
        self.chief.commands(study, {"type": "set_policy", "suppress_below": 3})
        for target in refused:
            answer = self.auditor.call("GET", target)
            self.assertEqual((answer.status, answer.problem), (403, "forbidden"), target)
        rows = self.auditor.ok("GET", f"{base}/counts/pay/evidence?basis=any")["rows"]
        self.assertEqual({row["group"] for row in rows}, {None}, "nor is it named")
        small = self.chief.position(study)
        self.chief.commands(
            study, *({"type": "add_respondent", "respondent": f"more{n}", **({"group": group} if group else {})}
                     for n, group in enumerate(["staff", "guests", None, None])),
            *({"type": "add_comment", "question": QUESTION, "comment": f"more{n}", "respondent": f"more{n}", "text": "Three."}
              for n in range(4)))
        large = self.chief.position(study)
        for target in refused:
            self.assertEqual(self.auditor.call("GET", target.replace("from=1", f"from={large}")).status, 200, target)
            if "/diff" in target:
                answer = self.auditor.call("GET", target.replace("from=1", f"from={small}"))
                self.assertEqual((answer.status, answer.problem), (403, "forbidden"), f"{target}: it was small then")

    def test_is_for_those_who_may_read_responses(self):
        study = self.coded()
        viewer = self.server.client("vi", "viewer", document=DOCUMENT)
        for path in ("counts/pay/evidence", "connections/pay/time/evidence", "progress/ada/evidence", "agreement/evidence",
                     "counts/pay/diff?from=1", "connections/pay/time/diff?from=1", "progress/ada/diff?from=1",
                     "agreement/diff?from=1", "agreement/unitizing/evidence"):
            answer = viewer.call("GET", f"/v1/studies/{study}/questions/{QUESTION}/{path}")
            self.assertEqual((answer.status, answer.problem), (403, "forbidden"), path)


class Differences(Team):
    def test_of_a_figure_is_that_of_its_events(self):
        study, seed = self.study(), random.randrange(1 << 32)
        print(f"seed {seed}")
        dice = random.Random(seed)
        positions = [self.chief.position(study)]
        for _ in range(25):
            self.any_step(study, dice)
            positions.append(self.chief.position(study))
        base, moved = f"/v1/studies/{study}/questions/{QUESTION}", 0
        for _ in range(25):
            start, end = sorted(dice.choices(positions, k=2))
            theme, basis = dice.choice(THEMES), dice.choice(["settled", "any", "all", "coder:ada"])
            query = f"basis={basis}&roll_up={dice.choice(['true', 'false'])}"
            with self.subTest(f"{theme} {query} {start} {end}"):
                diff = self.auditor.ok("GET", f"{base}/counts/{theme}/diff?from={start}&to={end}&{query}&limit=1000")
                for moment, position in (("from", start), ("to", end)):
                    self.assertEqual(diff[moment]["units"], self.units(base, theme, query, position))
                at = diff["from"]["units"]
                for one in diff["events"]:
                    self.assertTrue(any(one["difference"].values()), "every event changes it")
                    before, at = at, {unit: at[unit] + one["difference"][unit] for unit in UNITS}
                    self.assertEqual(one["units"], at)
                    # The figure was that, and is this, at the very positions.
                    position = one["event"]["position"]
                    self.assertEqual(self.units(base, theme, query, position), at)
                    self.assertEqual(self.units(base, theme, query, position - 1), before)
                self.assertEqual(at, diff["to"]["units"], "and all of them together make the difference")
                self.assertEqual(diff["total"], len(diff["events"]))
                moved += diff["total"]
        self.assertGreater(moved, 0)

    def test_of_a_connection_of_progress_and_of_agreement_is_that_of_its_events(self):
        study, seed = self.study(), random.randrange(1 << 32)
        print(f"seed {seed}")
        dice = random.Random(seed)
        positions = [self.chief.position(study)]
        for _ in range(30):
            self.any_step(study, dice)
            positions.append(self.chief.position(study))
        moved = {"connections": 0, "progress": 0, "agreement": 0}
        for _ in range(30):
            start, end = sorted(dice.choices(positions, k=2))
            kind = dice.choice(list(moved))
            one, two = dice.sample(THEMES, 2)
            path, query = {
                "connections": (f"connections/{one}/{two}", f"&basis={dice.choice(['settled', 'any', 'all'])}"),
                "progress": ("progress/ada", f"&finished={dice.choice(['true', 'false'])}"),
                "agreement": ("agreement", dice.choice(["", f"&theme={one}", f"&theme={one}&coefficient=cohen_kappa&coders=ada,bo",
                                                        f"&theme={one}&coefficient=gwet_ac1&roll_up=true"]))}[kind]
            base = f"/v1/studies/{study}/questions/{QUESTION}/{path}"
            with self.subTest(f"{base} {query} {start} {end}"):
                diff = self.auditor.ok("GET", f"{base}/diff?from={start}&to={end}{query}&limit=1000")
                at = diff["from"]
                self.assertEqual(self.figure(kind, base, query, start), self.without_moment(at))
                for move in diff["events"]:
                    # The figure was that, and is this, at the very positions.
                    before, at = at, move
                    position = move["event"]["position"]
                    self.assertEqual(self.figure(kind, base, query, position - 1), self.without_moment(before))
                    self.assertEqual(self.figure(kind, base, query, position), self.without_moment(at))
                    for unit in UNITS:
                        self.assertEqual(move["difference"][unit], at["units"][unit] - before["units"][unit])
                self.assertEqual(self.without_moment(at), self.without_moment(diff["to"]))
                self.assertEqual(self.figure(kind, base, query, end), self.without_moment(diff["to"]))
                moved[kind] += diff["total"]
        self.assertGreater(sum(moved.values()), 0, "else nothing was looked at")

    @staticmethod
    def without_moment(end):
        return {name: end[name] for name in ("units", "agreement") if name in end}

    def figure(self, kind, base, query, position):
        """What the figure's own reads say at a position."""
        theme = query.partition("theme=")[2].partition("&")[0]
        evidence = self.auditor.call("GET", f"{base}/evidence?as_of={position}{query}")
        found = {"units": evidence.json["units"] if evidence.status == 200 else dict.fromkeys(UNITS, 0)}  # merged: it has none
        if kind == "agreement":
            rest = "&".join(part for part in query.split("&") if not part.startswith("theme="))
            agreement = self.auditor.ok("GET", f"{base}?as_of={position}{rest}")
            rows = [row for row in agreement["results"] if row["theme"] == theme and
                    row["coefficient"] == (query.partition("coefficient=")[2].partition("&")[0] or "krippendorff_alpha")]
            if theme and rows:
                found["agreement"] = {name: rows[0][name] for name in ("units", "codings", "value", "reason")}
            elif theme:
                found["agreement"] = {"units": 0, "codings": 0, "value": None, "reason": "no_pairable_units"}
            else:
                found["agreement"] = {"units": agreement["units"], "value": None, "reason": None, "codings": sum(
                    evidence_row["responses"][0]["electorate"] for evidence_row in self.auditor.ok(
                        "GET", f"{base}/evidence?as_of={position}&limit=10000")["rows"])}
        return found

    def units(self, base, theme, query, position):
        counts = self.auditor.ok("GET", f"{base}/counts?{query}&as_of={position}")
        rows = [row for row in counts["themes"] if row["theme"] == theme]
        return {unit: rows[0][unit] if rows else 0 for unit in UNITS}

    def test_of_a_figure_comes_in_pages(self):
        study = self.coded()
        target = f"/v1/studies/{study}/questions/{QUESTION}/counts/pay/diff?from=1&basis=any"
        whole = self.auditor.ok("GET", target)
        self.assertGreater(whole["total"], 2)
        events, after = [], 0
        while after is not None:
            page = self.auditor.ok("GET", f"{target}&limit=1&after={after}")
            self.assertEqual((page["total"], page["difference"]), (whole["total"], whole["difference"]))
            events, after = events + page["events"], page["next"]
        self.assertEqual(events, whole["events"])

    def test_of_a_study_is_said_in_numbers_and_in_words(self):
        study = self.coded()
        start = self.chief.position(study)
        self.code(study, "cem", "c5", "pay")
        self.code(study, "ada", "c0", "pay")
        self.settle(study, "c2", "time")
        self.chief.commands(
            study, {"type": "merge_themes", "theme": "staff", "into": "time"}, {"type": "change_role", "member": "bo", "role": "lead"},
            {"type": "add_member", "member": "dee", "role": "coder"},
            {"type": "open_round", "round": "r", "parts": [{"question": "q2", "coders": ["ada"]}]})
        diff = self.auditor.ok("GET", f"/v1/studies/{study}/diff?from={start}")
        self.assertEqual([(theme["theme"], theme["changes"], theme["after"]["into"]) for theme in diff["themes"]],
                         [("staff", ["merged"], ["time"])])
        self.assertEqual([(row["theme"], row["made"], row["withdrawn"]) for row in diff["assignments"]],
                         [("pay", 1, 0), ("time", 0, 1)])
        self.assertEqual([(row["member"], row["before"], row["after"]) for row in diff["members"]],
                         [("bo", "coder", "lead"), ("dee", None, "coder")])
        self.assertEqual(diff["settlements"]["shown"],
                         [{"question": QUESTION, "response": "c2", "before": None, "after": ["time"]}])
        self.assertEqual(diff["rounds"], [{"round": "r", "changes": ["opened"], "places": {"taken": 0, "released": 0}}])
        for figure in diff["figures"]:
            base = f"/v1/studies/{study}/questions/{figure['question']}"
            for moment, position in (("before", start), ("after", diff["position"])):
                self.assertEqual(figure[moment], self.units(base, figure["theme"], "", position))
        for sentence in ("Theme staff: merged into time.", "bo was coder and is lead.", "dee joined as coder.",
                         "Settled 1 response.", "Round r: opened."):
            self.assertIn(sentence, diff["words"])
        self.assertEqual(diff["events"]["total"], diff["to"]["position"] - start)
        self.assertEqual(diff["events"]["by_actor"]["judge"], 1)
        nothing = self.auditor.ok("GET", f"/v1/studies/{study}/diff?from={start}&to={start}")
        self.assertEqual((nothing["words"], nothing["figures"], nothing["events"]["total"]), ([], [], 0))

    def test_intervals_are_analytic_and_where_asked_for_bootstrapped(self):
        study = self.coded()
        base = f"/v1/studies/{study}/questions/{QUESTION}/agreement"
        named = "coders=ada,bo&coefficient=krippendorff_alpha,cohen_kappa,scott_pi,holsti,percent_agreement,holsti_micro_dice"
        plain = self.auditor.ok("GET", f"{base}?{named}")
        self.assertNotIn("bootstrap", plain["rules"])
        drawn = self.auditor.ok("GET", f"{base}?{named}&resamples=200&seed=3")
        self.assertEqual(drawn["rules"]["bootstrap"], {"resamples": 200, "seed": 3})
        rows = 0
        for before, row in zip(plain["results"], drawn["results"], strict=True):
            self.assertNotIn("bootstrap", before)
            interval = row.pop("bootstrap")
            self.assertEqual(row, before, "beside the analytic one, which is what it was")
            self.assertNotEqual(row["interval"], "bootstrap")
            if interval is None:
                self.assertTrue(row["value"] is None or row["units"] < 2, row)
                continue
            self.assertIsNotNone(row["value"])
            rows += 1
            low, high = interval["ci95"]
            self.assertTrue(low <= row["value"] + 1e-9 and row["value"] <= high + 1e-9, (row, interval))
        self.assertGreater(rows, 3)
        again = self.auditor.ok("GET", drawn["permalink"])
        self.assertEqual([row["bootstrap"] for row in again["results"]],
                         [row["bootstrap"] for row in self.auditor.ok("GET", f"{base}?{named}&resamples=200&seed=3")["results"]])
        whole = self.auditor.ok("GET", f"/v1/studies/{study}/agreement?resamples=50")
        self.assertTrue(all("bootstrap" in row for question in whole["questions"] for row in question["results"]))
        for query, field in (("resamples=10001", "resamples"), ("resamples=-1", "resamples"), ("seed=x", "seed")):
            answer = self.auditor.call("GET", f"{base}?{query}")
            self.assertEqual((answer.status, answer.json["field"]), (422, field))
        shown = self.server.verbatim("--server", f"http://127.0.0.1:{self.server.port}", "--token", self.auditor.token, "agreement",
                                     study, QUESTION, "--coefficient", "krippendorff_alpha", "--resamples", "50")
        self.assertRegex(shown, r"Of +Coefficient +Value +Standard error +95 % interval +By +Bootstrapped\n")

    def test_moments_may_be_times(self):
        study = self.coded()
        position = self.chief.position(study)
        time = self.auditor.ok("GET", f"/v1/studies/{study}/events?after={position - 1}")["events"][0]["time"]
        self.code(study, "cem", "c5", "pay")
        by_time = self.auditor.ok("GET", f"/v1/studies/{study}/diff?from={time}")
        self.assertEqual(by_time["from"], {"position": position, "time": time})
        for query, status, problem, field in (
                ("", 422, "missing_field", "from"), ("from=yesterday", 422, "invalid_value", "from"),
                ("from=9&to=8", 422, "invalid_value", "from"), ("from=1&to=999999", 422, "future_moment", "to"),
                ("from=1&to=0", 404, "unknown_study", "to"), ("from=1&basis=coder:ada", 422, "invalid_value", "basis")):
            answer = self.auditor.call("GET", f"/v1/studies/{study}/diff?{query}")
            self.assertEqual((answer.status, answer.problem, answer.json["field"]), (status, problem, field), query)


class History(Team):
    def history(self, study, query):
        return self.auditor.ok("GET", f"/v1/studies/{study}/history?{query}&limit=1000")

    def types(self, study, query):
        return [event["type"] for event in self.history(study, query)["events"]]

    def test_of_anything(self):
        study = self.coded()
        self.chief.ok("PUT", f"/v1/studies/{study}/memos/m1", {"about": {"kind": "theme", "id": "pay"}, "text": "Too wide?"})
        self.chief.ok("PUT", f"/v1/studies/{study}/quotes/k1",
                      {"question": QUESTION, "response": "c0", "theme": "pay", "wording": "One."})
        self.chief.commands(study, {"type": "open_round", "round": "r", "parts": [{"question": "q2", "coders": ["ada"]}]},
                            {"type": "close_round", "round": "r"})
        q = f"question={QUESTION}"
        for query, types in (
                (f"kind=coding&id=c0&{q}&coder=bo", ["theme_assigned", "coding_finished"]),
                (f"kind=response&id=c1&{q}",
                 ["comment_added", "theme_assigned", "coding_finished", "response_settled"]),
                (f"kind=comment&id=c2&{q}",
                 ["comment_added", "theme_assigned", "theme_assigned", "coding_finished"]),
                ("kind=round&id=r", ["round_opened", "round_closed"]),
                ("kind=memo&id=m1", ["memo_written"]), ("kind=quote&id=k1", ["quote_chosen"]),
                ("kind=theme&id=trust", ["theme_added", "response_settled"]),
                ("kind=group&id=guests", ["group_added", "respondent_added", "respondent_added"]),
                ("kind=member&id=judge", ["member_added", "response_settled"]),
                ("kind=question&id=q2", ["question_added", "round_opened"]),
                ("kind=framework&id=themes", ["framework_added"] + ["theme_added"] * 4 + ["memo_written"])):
            with self.subTest(query):
                self.assertEqual(self.types(study, query), types)
        self.assertEqual(len(self.types(study, "actor=audit")), 0)
        everything = self.auditor.ok("GET", f"/v1/studies/{study}/events?limit=1000")["events"]
        self.assertEqual(len(self.history(study, "")["events"]), len(everything))
        self.assertIn("c0b", str(self.history(study, f"kind=comment&id=c0&{q}")["follows"]))

    def test_of_a_theme_goes_through_merges_and_splits(self):
        study = self.study()
        self.code(study, "ada", "c0", "pay")
        self.code(study, "ada", "c1", "staff")
        self.chief.commands(study, {"type": "merge_themes", "theme": "pay", "into": "time"},
                            {"type": "split_theme", "theme": "staff", "into": ["time", "trust"]})
        history = self.history(study, "kind=theme&id=time")
        self.assertEqual([thing["id"] for thing in history["follows"]], ["time", "pay", "staff"])
        told = [(event["type"], event["data"].get("theme")) for event in history["events"]]
        for one in (("theme_assigned", "pay"), ("theme_assigned", "staff"), ("theme_merged", "pay"), ("theme_split", "staff")):
            self.assertIn(one, told)
        before = self.history(study, f"kind=theme&id=time&as_of={self.chief.position(study) - 2}")
        self.assertEqual([thing["id"] for thing in before["follows"]], ["time"], "as it was known then")

    def test_says_who_when_from_where_under_which_command_and_why(self):
        study = self.coded()
        self.chief.commands(study, {"type": "add_group", "group": "a", "label": "A"}, {"type": "add_group", "group": "b", "label": "B"},
                            Idempotency_Key="k-1", Verbatim_Client="back office; v=3\u00e9")
        self.chief.ok("POST", f"/v1/studies/{study}/questions/{QUESTION}/recode",
                      {"with": ["pay"], "put": ["trust"], "reason": "Agreed on Tuesday."}, User_Agent="x" * 200)
        groups = self.history(study, "command=k-1")["events"]
        self.assertEqual([(event["data"]["group"], event["actor"], event["command"], event["client"]) for event in groups],
                         [("a", "chief", "k-1", "backofficev3"), ("b", "chief", "k-1", "backofficev3")])
        recoded = self.history(study, f"client={'x' * 64}")["events"]
        self.assertGreater(len(recoded), 2)
        self.assertEqual({event["reason"] for event in recoded}, {"Agreed on Tuesday."}, "also behind the first of the commit")
        self.assertEqual({event["client"] for event in self.history(study, "actor=ada")["events"]}, {"coding-app/2.1"})
        plain = self.auditor.ok("GET", f"/v1/studies/{study}/events?after={recoded[0]['position'] - 1}&limit=2")["events"]
        self.assertEqual([event["reason"] for event in plain], ["Agreed on Tuesday.", None])

    def test_is_filtered_by_type_and_by_time_and_comes_in_pages(self):
        study = self.coded()
        whole = self.history(study, "type=theme_assigned,coding_finished")["events"]
        self.assertEqual({event["type"] for event in whole}, {"theme_assigned", "coding_finished"})
        middle = whole[len(whole) // 2]
        for moment in (middle["position"], middle["time"]):
            late = self.history(study, f"type=theme_assigned,coding_finished&from={moment}")["events"]
            early = self.history(study, f"type=theme_assigned,coding_finished&to={moment}")["events"]
            self.assertTrue(all(event["time"] >= middle["time"] for event in late))
            self.assertTrue(all(event["time"] <= middle["time"] for event in early))
            self.assertIn(middle, late)
            self.assertIn(middle, early)
        pages, target = [], f"/v1/studies/{study}/history?type=theme_assigned,coding_finished&limit=2"
        while target:
            answer = self.auditor.call("GET", target)
            pages += answer.json["events"]
            link = answer.headers.get("Link")
            self.assertEqual(link is None, answer.json["next"] is None)
            target = link and link[1:link.index(">")]
        self.assertEqual(pages, whole)

    def test_as_lines_and_as_csv(self):
        study = self.coded()
        query = f"/v1/studies/{study}/history?kind=response&id=c0&question={QUESTION}"
        events = self.auditor.ok("GET", query)["events"]
        self.assertEqual(self.auditor.call("GET", f"{query}&format=ndjson").lines, events)
        lines = csv.DictReader(io.StringIO(self.auditor.call("GET", f"{query}&format=csv").body.decode(), newline=""))
        self.assertEqual([(int(line["position"]), line["type"], line["actor"], line["client"]) for line in lines],
                         [(event["position"], event["type"], event["actor"], event["client"] or "") for event in events])

    def test_what_cannot_be_asked_is_said(self):
        study = self.coded()
        for query, status, problem, field in (
                ("kind=thing", 422, "invalid_value", "kind"), ("kind=theme", 422, "missing_field", "id"),
                ("kind=theme&id=nothing", 404, "unknown_theme", "id"), ("kind=response&id=c0", 422, "missing_field", "question"),
                ("kind=response&id=no&question=q1", 404, "unknown_response", "id"),
                ("kind=comment&id=c0&question=no", 404, "unknown_question", "question"),
                ("kind=coding&id=c0&question=q1", 422, "missing_field", "coder"),
                ("kind=coding&id=c0&question=q1&coder=no", 404, "unknown_member", "coder"),
                ("kind=theme&id=pay&question=q1", 422, "invalid_value", "question"), ("id=pay", 422, "invalid_value", "id"),
                ("type=theme_asigned", 422, "invalid_value", "type"), ("from=999999", 422, "future_moment", "from"),
                ("format=xml", 422, "invalid_value", "format"), ("limit=0", 422, "invalid_value", "limit")):
            answer = self.auditor.call("GET", f"/v1/studies/{study}/history?{query}")
            self.assertEqual((answer.status, answer.problem, answer.json["field"]), (status, problem, field), query)

    def test_the_types_of_events_are_named_where_one_is_misspelt(self):
        study = self.coded()
        fix = self.auditor.call("GET", f"/v1/studies/{study}/history?type=theme_asigned").json["fix"]
        for name in ("study_opened", "theme_assigned", "layer_set"):
            self.assertIn(name, fix)

    def test_a_private_memo_is_its_authors_alone(self):
        study = self.coded()
        self.chief.ok("PUT", f"/v1/studies/{study}/memos/mine",
                      {"about": {"kind": "theme", "id": "pay"}, "text": "Hm.", "audience": "private"})
        query = f"/v1/studies/{study}/history?kind=theme&id=pay&type=memo_written"
        self.assertEqual(len(self.chief.ok("GET", query)["events"]), 1)
        self.assertEqual(self.auditor.ok("GET", query)["events"], [])
        diff = self.auditor.ok("GET", f"/v1/studies/{study}/diff?from=1")
        self.assertNotIn("memo_written", diff["events"]["by_type"])


if __name__ == "__main__":
    facts.main()
