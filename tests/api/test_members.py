#!/usr/bin/python3
"""What members are called: sealed, read by who may, and forgotten without a trace or a changed figure."""

import shutil
import unittest

import facts
from contract import Document
from server import Server
from traces import files_with, needles

DOCUMENT = Document()
S = "/v1/studies/s"
NAME = "Xanthippe Quux-Zweig"
OTHER = "Umbrella Jones the Third"


class Members(unittest.TestCase):
    def setUp(self):
        self.server = self.enterContext(Server())
        self.lea = self.server.client("lea", "owner", document=DOCUMENT)
        self.c1 = self.server.client("c1", "coder", document=DOCUMENT)
        self.lea.ok("POST", "/v1/studies", {"study": "s", "title": "S"})
        self.lea.commands(
            "s", {"type": "add_member", "member": "c1", "role": "coder"}, {"type": "add_member", "member": "c2", "role": "coder"},
            {"type": "add_question", "question": "q", "text": "Why?"}, {"type": "add_respondent", "respondent": "p"},
            {"type": "add_comment", "question": "q", "comment": "r", "respondent": "p", "text": "No time."},
            {"type": "add_theme", "theme": "t", "label": "T"})
        self.c1.commands("s", {"type": "set_coding", "question": "q", "response": "r", "themes": ["t"]})
        self.c1.ok("PUT", f"{S}/memos/m", {"about": {"kind": "question", "id": "q"}, "text": "A memo of one's own."})
        self.lea.ok("PUT", f"{S}/members/c1/name", {"name": NAME})
        self.lea.ok("PUT", f"{S}/members/c2/name", {"name": OTHER})

    def names(self, query=""):
        return {one["member"]: one["name"] for one in self.lea.ok("GET", f"{S}/members{query}")["members"]}

    def pseudonymise(self, member="c1"):
        return self.lea.ok("POST", f"{S}/members/{member}/pseudonymisation", {"reason": "They asked for it."})

    def assert_problem(self, answer, status, slug):
        self.assertEqual((answer.status, answer.problem), (status, slug), answer)

    def figures(self):
        counts = self.lea.ok("GET", f"{S}/questions/q/counts?basis=any")
        return [counts["base"], counts["themes"], self.lea.ok("GET", f"{S}/questions/q/responses/r")["codings"]]

    def test_a_name_is_read_changed_and_taken_back(self):
        self.assertEqual(self.names(), {"lea": None, "c1": NAME, "c2": OTHER})
        before = self.lea.position("s")
        self.assertEqual(self.lea.ok("PUT", f"{S}/members/c1/name", {"name": NAME})["events"], 0, "it is so already")
        renamed = self.lea.ok("PUT", f"{S}/members/c1/name", {"name": "Xanthippe"})["position"]
        self.assertEqual((self.names()["c1"], self.names(f"?as_of={before}")["c1"]), ("Xanthippe", NAME))
        self.lea.ok("POST", f"{S}/undo", {"position": renamed, "reason": "A slip."})
        self.assertEqual(self.names()["c1"], NAME)
        self.assert_problem(self.lea.call("PUT", f"{S}/members/nobody/name", {"name": "N"}), 404, "unknown_member")
        self.assert_problem(self.lea.call("PUT", f"{S}/members/c1/name", {"name": ""}), 422, "invalid_value")
        self.assert_problem(self.c1.call("PUT", f"{S}/members/c1/name", {"name": "Me"}), 403, "forbidden")

    def test_a_name_is_in_no_event_and_no_file(self):
        wanted = needles([NAME])
        log = self.lea.export("s") + self.lea.call("GET", f"{S}/record?after=0&limit=500").body
        self.assertEqual([piece for piece in wanted if piece in log], [])
        self.assertEqual(files_with(self.server.data, wanted), [])

    def test_who_is_pseudonymised_has_no_name_and_everything_they_did(self):
        before, figures = self.lea.position("s"), self.figures()
        kept = self.lea.call("GET", f"{S}/record?after=0&limit=500").body
        at = self.pseudonymise()["position"]
        self.assertEqual(self.figures(), figures)
        self.assertEqual(self.lea.ok("GET", f"{S}/memos/m")["text"], "A memo of one's own.")
        self.assertTrue(self.lea.call("GET", f"{S}/record?after=0&limit=500").body.startswith(kept), "a stored byte was changed")
        for query in ("", f"?as_of={before}"):
            self.assertEqual(self.names(query), {"lea": None, "c1": None, "c2": OTHER}, query)
        self.assertEqual([one["pseudonymised_at"] for one in self.lea.ok("GET", f"{S}/members")["members"]], [None, at, None])
        self.assertEqual(self.pseudonymise()["events"], 0)
        self.assert_problem(self.lea.call("PUT", f"{S}/members/c1/name", {"name": NAME}), 410, "erased")
        answer = self.lea.call("POST", f"{S}/undo", {"position": at, "reason": "No!"})
        self.assert_problem(answer, 409, "not_allowed_now")
        self.assertIn("destroyed", answer.json["detail"])
        self.c1.commands("s", {"type": "set_coding", "question": "q", "response": "r", "themes": []})  # they still work here
        for command in ("remove_member", "add_member"):
            self.lea.commands("s", {"type": command, "member": "c1", **({"role": "lead"} if command == "add_member" else {})})
            self.assert_problem(self.lea.call("PUT", f"{S}/members/c1/name", {"name": NAME}), 410, "erased")
        self.server.stop()
        self.server.verbatim("replay", "--verify", "--data", self.server.data)

    def test_a_cache_is_not_told_that_a_name_is_as_it_was(self):
        target = f"{S}/members?as_of={self.lea.position('s')}"
        kept = self.lea.call("GET", target).headers["ETag"]
        self.assertEqual(self.lea.call("GET", target, If_None_Match=kept).status, 304)
        self.pseudonymise()
        self.assertEqual(self.lea.call("GET", target, If_None_Match=kept).status, 200)

    def test_who_was_removed_can_be_pseudonymised(self):
        self.lea.commands("s", {"type": "remove_member", "member": "c1"})
        self.assertEqual(self.names()["c1"], NAME)
        self.pseudonymise()
        self.assertIsNone(self.names()["c1"])

    def test_old_keys_that_come_back_are_destroyed_again(self):
        old = self.server.folder / "old-keys"
        self.server.stop()
        shutil.copytree(self.server.data / "keys", old)
        self.server.start()
        self.pseudonymise()
        self.server.stop()
        shutil.rmtree(self.server.data / "keys")
        shutil.copytree(old, self.server.data / "keys")
        self.server.start()
        self.assertEqual(self.names(), {"lea": None, "c1": None, "c2": OTHER})

    def test_by_the_command_line(self):
        def run(*arguments):
            return self.server.verbatim("member", *arguments, "--server", f"http://127.0.0.1:{self.server.port}",
                                        "--token", self.server.token("lea", "owner"))
        self.assertRegex(run("list", "s"), f"c1 +coder +{NAME}")
        self.assertIn("Noted", run("name", "s", "c1", "Xanthippe"))
        self.assertIn("nobody can read", run("pseudonymise", "s", "c1", "--reason", "They asked for it."))
        self.assertNotIn("Xanthippe", run("list", "s"))


if __name__ == "__main__":
    facts.main()
