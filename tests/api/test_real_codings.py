#!/usr/bin/python3
"""Real codings, imported as they were published, give the figures that others computed from them.

The data are not part of this repository: they are looked for in VERBATIM_SHARED (default: the
folder `shared` beside this checkout), and without them the test is skipped.
"""

import gzip
import json
import math
import os
import pathlib
import unittest

import facts
from client import quote
from contract import Document
from server import REPO, Server

DATA = pathlib.Path(os.environ.get("VERBATIM_SHARED", REPO.parent / "shared")) / "data"
SETS = ("krippendorff_alpha_nominal_sets", "krippendorff_alpha_jaccard", "krippendorff_alpha_masi")
PER_THEME = ("krippendorff_alpha", "percent_agreement")


class RealCodings(unittest.TestCase):
    def test_exam_proctoring(self):
        self.compare("exam-proctoring")

    def test_exam_proctoring_with_sub_themes(self):
        self.compare("exam-proctoring", separator="->")

    def test_medical_relations(self):
        self.compare("medical-relations")

    def compare(self, name, separator=None):
        folder = DATA / name
        if not folder.is_dir():
            self.skipTest(f"{folder} is not here: set VERBATIM_SHARED to the folder that holds data/{name}")
        codings = gzip.decompress((folder / "codings.csv.gz").read_bytes())
        expected = json.loads((folder / "expected.json").read_text())["questions"]
        with Server() as server:
            client = server.client("lea", document=Document())
            client.ok("POST", "/v1/studies", {"study": name, "title": name})
            self.import_codings(client, name, codings, separator)
            for question, figures in expected.items():
                with self.subTest(question):
                    self.compare_question(client, f"/v1/studies/{quote(name)}/questions/{quote(question)}", figures)
            if separator:
                self.compare_parents(client, name, separator)
            server.stop()
            server.verbatim("replay", "--verify", "--data", server.data)
            server.start()

    def import_codings(self, client, study, codings, separator):
        target = f"/v1/studies/{study}/imports?format=codings"
        target += f"&theme_separator={quote(separator)}" if separator else ""
        before = client.position(study)
        announced = client.ok("POST", f"{target}&dry_run=true", codings, Content_Type="text/csv")
        self.assertEqual((announced["dry_run"], announced["position"], client.position(study)), (True, before, before))
        done = client.ok("POST", target, codings, Content_Type="text/csv")
        for member in ("events", "rows", "created", "codings"):
            self.assertEqual(done[member], announced[member], member)
        self.assertEqual(done["position"], before + done["events"])
        self.assertEqual(done["rows"], codings.count(b"\n") - 1)
        again = client.ok("POST", target, codings, Content_Type="text/csv")
        self.assertEqual((again["events"], again["position"]), (0, done["position"]))

    def compare_question(self, client, target, expected):
        counts = client.ok("GET", f"{target}/counts?basis=any")
        agreement = client.ok("GET", f"{target}/agreement?coefficient={','.join((*PER_THEME, *SETS, 'percent_exact_sets'))}")
        self.assertEqual(counts["base"]["responses"], expected["items"])
        self.assertEqual(agreement["codings"], expected["codings"])
        self.assertEqual(len(agreement["coders"]), expected["coders"])
        self.assertEqual(agreement["units"], expected["items_with_two_or_more_codings"])

        themes = {theme["theme"]: theme for theme in counts["themes"]}
        results = {(result["coefficient"], result["theme"]): result for result in agreement["results"]}
        for label, figures in expected["per_label"].items():
            self.assertEqual(themes[label]["assignments"], figures["codings_applying"], label)
            self.assertEqual(themes[label]["responses"], figures["items_any_coder"], label)
            for coefficient in PER_THEME:
                self.close(results[coefficient, label], figures[coefficient])
        for coefficient in SETS:
            self.close(results[coefficient, None], expected["overall"][coefficient]["value"])
        self.close(results["percent_exact_sets", None], expected["percent_exact_sets"])

    def compare_parents(self, client, study, separator):
        for theme in client.ok("GET", f"/v1/studies/{study}/themes")["themes"]:
            above, _, _ = theme["theme"].rpartition(separator)
            self.assertEqual(theme["parent"], above or None, theme)

    def close(self, result, value):
        if value is None:
            self.assertIsNone(result["value"], result)
            self.assertIsNotNone(result["reason"], result)
        else:
            self.assertTrue(result["value"] is not None and math.isclose(result["value"], value, abs_tol=1e-9),
                            f"{result} is not {value}")


if __name__ == "__main__":
    facts.main()
