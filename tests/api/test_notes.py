#!/usr/bin/python3
"""Memos, quotes, member checks and sign-off; and that a private memo is its author's alone."""

import json
import subprocess
import unittest

import facts
import wire
from contract import Document
from server import BIN, Server

DOCUMENT = Document()
S = "/v1/studies/s"
SECRET = "I think they misunderstood the question."


class Notes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        cls.lea = cls.server.client("lea", "owner", document=DOCUMENT)
        cls.ada = cls.server.client("ada", "coder", document=DOCUMENT)
        cls.bo = cls.server.client("bo", "coder", document=DOCUMENT)
        cls.lea.ok("POST", "/v1/studies", {"study": "s", "title": "S"})
        cls.lea.commands(
            "s", {"type": "add_question", "question": "q", "text": "Why?"},
            {"type": "add_respondent", "respondent": "p"},
            {"type": "add_comment", "question": "q", "comment": "c", "respondent": "p", "text": "No time."},
            {"type": "add_theme", "theme": "t", "label": "T"},
            {"type": "set_coding", "question": "q", "response": "c", "themes": ["t"]})

    def memo(self, client, name, about, text, audience="team"):
        return client.call("PUT", f"{S}/memos/{name}", {"about": about, "text": text, "audience": audience})

    def test_what_a_memo_is_about_is_named_whole(self):
        for about, field, said in (({"kind": "response", "id": "c"}, "/about/question", "which question is response 'c' of?"),
                                   ({"kind": "comment", "id": "c"}, "/about/question", "which question"),
                                   ({"kind": "response", "question": "q"}, "/about/id", "Which response?"),
                                   ({"kind": "theme"}, "/about/id", "Which theme?"),
                                   ({"kind": "theme", "id": "t", "question": "q"}, "/about/question", "Only a comment"),
                                   ({"kind": "study", "id": "s"}, "/about/id", "without an id")):
            with self.subTest(about):
                answer = self.memo(self.ada, "half", about, "Text")
                self.assertEqual((answer.status, answer.json["field"]), (422, field), answer)
                self.assertIn(said, answer.json["detail"])
        self.assertEqual(self.ada.call("GET", f"{S}/memos?about=response:c").json["field"], "question")
        self.assertEqual(self.ada.call("GET", f"{S}/memos?about=theme").json["field"], "about")

    def about(self, client, query):
        return [memo["memo"] for memo in client.ok("GET", f"{S}/memos?{query}")["memos"]]

    def test_a_memo_is_written_read_revised_and_removed(self):
        response = {"kind": "response", "id": "c", "question": "q"}
        first = self.memo(self.ada, "m", response, "Short, but clear.")
        self.assertEqual((first.status, self.memo(self.ada, "m", response, "Short, but clear.").json["events"]), (200, 0))
        memo = self.bo.ok("GET", f"{S}/memos/m")
        self.assertEqual((memo["author"], memo["about"], memo["text"]), ("ada", response, "Short, but clear."))
        self.memo(self.ada, "m", response, "Clear.")
        self.assertEqual(self.bo.ok("GET", f"{S}/memos/m")["text"], "Clear.")
        earlier = self.bo.ok("GET", f"{S}/memos/m?as_of={first.json['position']}")
        self.assertEqual(earlier["text"], "Short, but clear.")
        self.assertEqual(self.about(self.bo, "about=response:c&question=q"), ["m"])
        self.assertEqual(self.about(self.bo, "about=theme:t"), [])
        self.assertEqual(self.bo.call("DELETE", f"{S}/memos/m").status, 403)
        removed = self.ada.ok("DELETE", f"{S}/memos/m")["position"]
        self.assertEqual(self.ada.call("GET", f"{S}/memos/m").problem, "unknown_memo")
        self.lea.ok("POST", f"{S}/undo", {"position": removed, "reason": "It was right."})
        self.assertEqual(self.bo.ok("GET", f"{S}/memos/m")["text"], "Clear.")

    def test_a_private_memo_is_its_authors_alone(self):
        position = self.memo(self.ada, "mine", {"kind": "theme", "id": "t"}, SECRET, "private").json["position"]
        self.assertEqual(self.ada.ok("GET", f"{S}/memos/mine")["text"], SECRET)
        self.assertIn("mine", self.about(self.ada, "about=theme:t"))
        for other in (self.bo, self.lea):
            hidden = other.call("GET", f"{S}/memos/mine")
            self.assertEqual((hidden.status, hidden.problem), (404, "unknown_memo"))
            self.assertEqual(other.call("DELETE", f"{S}/memos/mine").problem, "unknown_memo")
            self.assertNotIn("mine", self.about(other, "about=theme:t"))
            self.assertNotIn("mine", self.about(other, f"as_of={position}"))
            page = other.ok("GET", f"{S}/events?after={position - 2}")["events"]
            self.assertNotIn(position, [event["position"] for event in page])
            self.assertNotIn(b'"mine"', other.export("s"))
            with wire.Events(self.server, f"{S}/events?after={position - 2}", other.token) as feed:
                self.lea.commands("s", {"type": "add_group", "group": f"g{other.position('s')}", "label": "G"})
                for seen, _, data in feed.take(2):
                    self.assertNotEqual(json.loads(data)["position"], position)
        own = self.ada.ok("GET", f"{S}/events?after={position - 1}")["events"][0]
        self.assertEqual((own["position"], own["type"]), (position, "memo_written"))
        self.assertNotIn(SECRET.encode(), self.ada.export("s"), "no text is ever in an event")

    def told_to(self, client, *words):
        run = subprocess.run([BIN / "verbatim", "--server", f"http://127.0.0.1:{self.server.port}", "--token", client.token, *words],
                             capture_output=True, text=True, timeout=120)
        self.assertEqual(run.returncode, 0, run.stderr)

    def test_a_memo_is_read_by_whom_it_was_where_nothing_else_is_said(self):
        theme = {"kind": "theme", "id": "t"}
        write = lambda text: self.ada.ok("PUT", f"{S}/memos/kept", {"about": theme, "text": text})
        read = lambda: [self.ada.ok("GET", f"{S}/memos/kept")[name] for name in ("audience", "text")]
        write("For all.")
        self.assertEqual(read(), ["team", "For all."])
        self.memo(self.ada, "kept", theme, SECRET, "private")
        write(SECRET + " Really.")
        self.assertEqual(read(), ["private", SECRET + " Really."])
        rewrite = ("memo", "write", "s", "kept", "--about", "theme", "--id", "t", "--text")
        self.told_to(self.ada, *rewrite, "By the client.")
        self.assertEqual(read(), ["private", "By the client."])
        self.told_to(self.ada, *rewrite, "By the client.", "--team")
        self.assertEqual(read(), ["team", "By the client."])
        self.told_to(self.ada, *rewrite, "By the client.", "--private")
        self.assertEqual(read(), ["private", "By the client."])
        self.ada.ok("DELETE", f"{S}/memos/kept")

    def test_of_a_quote_that_is_there_what_is_not_given_stays(self):
        place = {"question": "q", "response": "c", "theme": "t"}
        shown = lambda: tuple(self.bo.ok("GET", f"{S}/quotes/stays")[name] for name in ("wording", "why", "consent"))
        choose = lambda **more: self.ada.ok("PUT", f"{S}/quotes/stays", {**place, **more})
        none = self.ada.call("PUT", f"{S}/quotes/stays", {**place, "why": "Short."})
        self.assertEqual((none.status, none.problem, none.json["field"]), (422, "missing_field", "/wording"), none)
        choose(wording="No time.")
        self.assertEqual(shown(), ("No time.", "", False))
        choose(why="Short.", consent=True)
        self.assertEqual(shown(), ("No time.", "Short.", True))
        self.assertEqual((choose()["events"], choose()["verbatim"]), (0, True))
        choose(wording="No")
        self.assertEqual(shown(), ("No", "Short.", True))
        choose(consent=False)
        self.assertEqual(shown(), ("No", "Short.", False))
        choose(why="")
        self.assertEqual(shown(), ("No", "", False))
        empty = self.ada.call("PUT", f"{S}/quotes/stays", {**place, "wording": ""})
        self.assertEqual((empty.status, empty.json["field"]), (422, "/wording"))
        client = ("quote", "choose", "s", "stays", "--question", "q", "--response", "c", "--theme", "t")
        self.told_to(self.ada, *client, "--why", "By the client.", "--consent")
        self.told_to(self.ada, *client, "--wording", "time")
        self.assertEqual(shown(), ("time", "By the client.", True))
        self.told_to(self.ada, *client, "--no-consent")
        self.assertEqual(shown(), ("time", "By the client.", False))
        choose(consent=True)
        self.lea.commands("s", {"type": "add_comment", "question": "q", "comment": "else", "respondent": "p", "text": "Else."},
                          {"type": "set_coding", "question": "q", "response": "else", "themes": ["t"]})
        other = self.ada.call("PUT", f"{S}/quotes/stays", {**place, "response": "else"})
        self.assertEqual((other.status, other.json["field"]), (422, "/wording"), "other words are another quote")
        choose(response="else", wording="Else.")
        self.assertEqual(shown(), ("Else.", "", False))
        self.ada.ok("DELETE", f"{S}/quotes/stays")
        self.assertEqual(self.ada.call("PUT", f"{S}/quotes/stays", place).json["field"], "/wording")

    def test_a_difference_tells_of_notes_and_of_private_ones_to_their_author_alone(self):
        def told(client, start):
            diff = client.ok("GET", f"{S}/diff?from={start}")
            return ([(memo["memo"], memo["change"]) for memo in diff["memos"]["shown"]], diff["memos"]["total"],
                    [words for words in diff["words"] if "Memo" in words])
        theme, start = {"kind": "theme", "id": "t"}, self.lea.position("s")
        self.memo(self.ada, "told", theme, SECRET, "private")
        mine = ([("told", "written")], 1, ["Memo told of ada about theme t: written."])
        self.assertEqual(told(self.ada, start), mine)
        counted = lambda client: client.ok("GET", f"{S}/diff?from={start}")["events"]["by_type"].get("memo_written", 0)
        self.assertEqual(counted(self.ada), 1)
        for other in (self.bo, self.lea):
            self.assertEqual(told(other, start), ([], 0, []))
            self.assertEqual(counted(other), 0)
        hidden = self.lea.position("s")
        self.memo(self.ada, "told", theme, SECRET, "team")
        self.assertEqual(told(self.ada, hidden), ([("told", "shared")], 1, ["Memo told of ada about theme t: shared."]))
        self.assertEqual(told(self.bo, hidden), mine, "to whom it was not shown before, it is new")
        shared = self.lea.position("s")
        self.memo(self.ada, "told", theme, SECRET + " Really.", "private")
        self.assertEqual(told(self.bo, shared)[0], [("told", "removed")])
        self.assertEqual(told(self.ada, shared)[0], [("told", "made private")])
        self.lea.ok("PUT", f"{S}/member-checks/told", {"question": "q", "theme": "t", "by": "Two", "outcome": "A sealed outcome."})
        self.ada.ok("PUT", f"{S}/quotes/told", {"question": "q", "response": "c", "theme": "t", "wording": "No time.", "why": "A sealed reason."})
        diff = self.bo.call("GET", f"{S}/diff?from={shared}")
        self.assertIn("Quote told for theme t: chosen.", diff.json["words"])
        self.assertIn("Member check told of q: recorded.", diff.json["words"])
        for sealed in (b"sealed", b"No time.", SECRET.encode()):
            self.assertNotIn(sealed, diff.body)
        for place in ("member-checks", "quotes"):
            self.lea.ok("DELETE", f"{S}/{place}/told")

    def test_a_quote_is_chosen_for_a_theme(self):
        quote = {"question": "q", "response": "c", "theme": "t", "wording": "No ti\u00adme", "why": "Short.", "consent": True}
        self.ada.ok("PUT", f"{S}/quotes/k", quote)
        listed = self.bo.ok("GET", f"{S}/quotes?theme=t")["quotes"]
        self.assertEqual([{name: one[name] for name in quote} for one in listed], [quote])
        self.assertEqual(self.bo.call("GET", f"{S}/quotes?theme=none").problem, "unknown_theme")
        self.ada.ok("DELETE", f"{S}/quotes/k")
        self.assertEqual(self.bo.ok("GET", f"{S}/quotes")["quotes"], [])
        for one in "abc":
            self.ada.ok("PUT", f"{S}/quotes/{one}", quote)
        pages = [self.bo.ok("GET", f"{S}/quotes?limit=2{after}") for after in ("", "&after=b", "&after=c")]
        self.assertEqual([([one["quote"] for one in page["quotes"]], page["next"]) for page in pages],
                         [(["a", "b"], "b"), (["c"], None), ([], None)])
        unknown = self.bo.call("GET", f"{S}/quotes?after=none")
        self.assertEqual((unknown.problem, unknown.json["field"]), ("unknown_quote", "after"))
        for one in "abc":
            self.ada.ok("DELETE", f"{S}/quotes/{one}")
        self.assertEqual(self.bo.call("GET", f"{S}/quotes/k").problem, "unknown_quote")

    def test_a_wording_that_was_changed_is_said_to_be(self):
        self.lea.commands(
            "s", {"type": "add_comment", "question": "q", "comment": "long", "respondent": "p", "text": "No  time,\nand no money. Ever."},
            {"type": "segment_comment", "question": "q", "comment": "long",
             "segments": [{"response": "long", "begin": 0, "end": 23}, {"response": "rest", "begin": 23, "end": 29}]},
            {"type": "add_comment", "question": "q", "comment": "silent", "respondent": "p"},
            *({"type": "set_coding", "question": "q", "response": r, "themes": ["t"]} for r in ("long", "rest", "silent")))
        for response, wording, verbatim in (("c", "No time.", True), ("c", "time", True), ("c", "No money.", False), ("c", "no time.", False),
                                            ("long", "No time, and", True), ("long", "Ever", False), ("rest", "Ever.", True),
                                            ("silent", "No time.", None)):
            with self.subTest(response=response, wording=wording):
                quote = {"question": "q", "response": response, "theme": "t", "wording": wording}
                self.assertEqual(self.ada.ok("PUT", f"{S}/quotes/word", quote)["verbatim"], verbatim)
                self.assertEqual(self.bo.ok("GET", f"{S}/quotes/word")["verbatim"], verbatim)
        self.ada.ok("DELETE", f"{S}/quotes/word")

    def test_notes_are_kept_from_the_command_line(self):
        def tool(*words):
            return self.server.verbatim("--server", f"http://127.0.0.1:{self.server.port}", "--token", self.lea.token, *words)
        tool("memo", "write", "s", "line", "--about", "theme", "--id", "t", "--text", "Too wide?")
        self.assertIn("Removed line, at position", tool("memo", "remove", "s", "line"))
        self.assertEqual(self.lea.call("GET", f"{S}/memos/line").problem, "unknown_memo")
        self.assertEqual(tool("memo", "remove", "s", "line"), "It is so already.\n")
        tool("quote", "choose", "s", "line", "--question", "q", "--response", "c", "--theme", "t", "--wording", "No time.")
        self.assertIn("Removed quote line", tool("quote", "remove", "s", "line"))
        position = str(self.lea.position("s"))
        self.assertIn(f"Signed off position {position}", tool("sign-off", "add", "s", position, "--statement", "Checked."))
        self.assertRegex(tool("sign-off", "list", "s"), rf"{position} +lea +\d+ +Checked\.")
        self.assertIn("Took back", tool("sign-off", "remove", "s", position))
        self.assertNotIn("Checked.", tool("sign-off", "list", "s"))

    def test_sign_off_is_of_a_position_and_can_be_revoked(self):
        position = self.lea.position("s")
        ahead = self.lea.call("POST", f"{S}/sign-offs", {"at": position + 100, "statement": "x"})
        self.assertEqual((ahead.status, ahead.problem, ahead.json["field"]), (422, "invalid_value", "/at"))
        self.lea.ok("POST", f"{S}/sign-offs", {"at": position, "statement": "Checked."})
        signed = self.bo.ok("GET", f"{S}/sign-offs")["sign_offs"]
        self.assertEqual([(one["member"], one["at"], one["statement"]) for one in signed], [("lea", position, "Checked.")])
        self.lea.ok("DELETE", f"{S}/sign-offs/{position}")
        self.assertEqual(self.bo.ok("GET", f"{S}/sign-offs")["sign_offs"], [])

    def test_what_participants_said_is_recorded(self):
        self.ada.ok("PUT", f"{S}/member-checks/k", {"question": "q", "theme": "t", "by": "Four of them", "outcome": "Yes."})
        self.assertEqual(self.bo.ok("GET", f"{S}/member-checks")["member_checks"],
                         [{"check": "k", "question": "q", "theme": "t", "by": "Four of them", "outcome": "Yes."}])


if __name__ == "__main__":
    facts.main()
