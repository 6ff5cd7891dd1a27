#!/usr/bin/python3
"""Bad input gets a clear problem document, and the log stays as it was."""

import concurrent.futures
import socket
import time
import unittest

import facts
import wire
from contract import Document
from server import Server

DOCUMENT = Document()
STUDY = "s"
S = f"/v1/studies/{STUDY}"
R = f"{S}/questions/q/responses"
CODING = f"{R}/r/codings/ada"
HEADER = "item_id,question,coder,labels\n"
MILLION = 1_000_000


def command(text):
    """A batch of one command, whose members are this text."""
    return '{"commands": [{%s}]}' % text


# What is wrong, the JSON sent to .../commands, status, slug, field at fault.
JSON = [
    ("nothing", "", 400, "malformed_json", None),
    ("blanks", " \n", 400, "malformed_json", None),
    ("cut off", '{"commands": [', 400, "malformed_json", None),
    ("two values", '{"commands": []} {}', 400, "malformed_json", None),
    ("a comma too many", '{"commands": [],}', 400, "malformed_json", None),
    ("a comment", '{"commands": [] /* none */}', 400, "malformed_json", None),
    ("single quotes", "{'commands': []}", 400, "malformed_json", None),
    ("NaN", command('"type": "segment_comment", "question": "q", "comment": "r", "segments": [{"response": "r", "begin": NaN, "end": 1}]'), 400, "malformed_json", None),
    ("a lone surrogate", command(r'"type": "add_group", "group": "\ud800", "label": "G"'), 400, "malformed_json", None),
    ("a raw line break in a string", command('"type": "add_group", "group": "g\n", "label": "G"'), 400, "malformed_json", None),
    ("a name given twice", command('"type": "add_group", "group": "g", "group": "h", "label": "G"'), 400, "malformed_json", None),
    ("100,000 nested lists", "[" * 100_000, 400, "malformed_json", None),
    ("100,000 nested and closed lists", '{"commands": %s%s}' % ("[" * 100_000, "]" * 100_000), 400, "malformed_json", None),
    ("100,000 nested objects", '{"a":' * 100_000, 400, "malformed_json", None),
    ("33 nested lists", '{"commands": %s%s}' % ("[" * 33, "]" * 33), 400, "malformed_json", None),
    ("bytes that are not UTF-8", command('"type": "add_group", "group": "g\xff", "label": "G"').encode("latin-1"), 400, "invalid_utf8", None),
    ("UTF-16", command('"type": "add_group", "group": "g", "label": "G"').encode("utf-16"), 400, "invalid_utf8", None),
    ("an overlong slash", command('"type": "add_group", "group": "g\xc0\xaf", "label": "G"').encode("latin-1"), 400, "invalid_utf8", None),
    ("a list", "[]", 400, "malformed_json", None),
    ("null", "null", 400, "malformed_json", None),
    ("no commands", "{}", 422, "missing_field", "/commands"),
    ("commands that are no list", '{"commands": {}}', 422, "invalid_value", "/commands"),
    ("a command that is no object", '{"commands": [7]}', 422, "invalid_value", "/commands/0"),
    ("an unknown member of the batch", '{"commands": [], "dry_run": true}', 422, "invalid_value", "/dry_run"),
    ("no type", command('"group": "g", "label": "G"'), 422, "missing_field", "/commands/0/type"),
    ("an unknown type", command('"type": "drop_study"'), 422, "invalid_value", "/commands/0/type"),
    ("a type that is a number", command('"type": 7'), 422, "invalid_value", "/commands/0/type"),
    ("opening a study in a batch", command('"type": "open_study", "study": "x", "title": "X"'), 422, "invalid_value", "/commands/0/type"),
    ("an unknown member", command('"type": "add_group", "group": "g", "label": "G", "colour": "red"'), 422, "invalid_value", "/commands/0/colour"),
    ("a member that needs escaping in a pointer", command('"type": "add_group", "group": "g", "label": "G", "a/b~c": 1'), 422, "invalid_value", "/commands/0/a~1b~0c"),
    ("a missing member", command('"type": "add_group", "group": "g"'), 422, "missing_field", "/commands/0/label"),
    ("null for a text", command('"type": "add_group", "group": "g", "label": null'), 422, "missing_field", "/commands/0/label"),
    ("an empty label", command('"type": "add_group", "group": "g", "label": ""'), 422, "invalid_value", "/commands/0/label"),
    ("a label of 1,001 bytes", command('"type": "add_group", "group": "g", "label": "%s"' % ("x" * 1001)), 413, "too_large", "/commands/0/label"),
    ("a number for a text", command('"type": "add_group", "group": "g", "label": 7'), 422, "invalid_value", "/commands/0/label"),
    ("a list for an id", command('"type": "add_group", "group": ["g"], "label": "G"'), 422, "invalid_value", "/commands/0/group"),
    ("an empty id", command('"type": "add_group", "group": "", "label": "G"'), 422, "invalid_value", "/commands/0/group"),
    ("an id of 129 bytes", command('"type": "add_group", "group": "%s", "label": "G"' % ("x" * 129)), 422, "invalid_value", "/commands/0/group"),
    ("an id of 43 signs and 129 bytes", command('"type": "add_group", "group": "%s", "label": "G"' % ("€" * 43)), 422, "invalid_value", "/commands/0/group"),
    ("an id with a NUL", command(r'"type": "add_group", "group": "g\u0000", "label": "G"'), 422, "invalid_value", "/commands/0/group"),
    ("an id with a line break", command(r'"type": "add_group", "group": "g\n", "label": "G"'), 422, "invalid_value", "/commands/0/group"),
    ("an unknown role", command('"type": "add_member", "member": "m", "role": "king"'), 422, "invalid_value", "/commands/0/role"),
    ("a text for a list", command('"type": "scope_theme", "theme": "t", "questions": "q"'), 422, "invalid_value", "/commands/0/questions"),
    ("a number in a list of ids", command('"type": "scope_theme", "theme": "t", "questions": ["q", 7]'), 422, "invalid_value", "/commands/0/questions/1"),
    ("a text for a truth value", command('"type": "set_coding", "question": "q", "response": "r", "themes": [], "finished": "yes"'), 422, "invalid_value", "/commands/0/finished"),
    *((f"a place of {number}", command('"type": "segment_comment", "question": "q", "comment": "r", "segments": [{"response": "r", "begin": %s, "end": 1}]' % number),
       422, "invalid_value", "/commands/0/segments/0/begin") for number in ("-1", "0.5", "1e3", "4294967296", "18446744073709551616", '"0"')),
    ("a number that no double holds", command('"type": "segment_comment", "question": "q", "comment": "r", "segments": [{"response": "r", "begin": 1e400, "end": 1}]'), 400, "malformed_json", None),
    ("segments that are no list", command('"type": "segment_comment", "question": "q", "comment": "r", "segments": 3'), 422, "invalid_value", "/commands/0/segments"),
    ("no segments", command('"type": "segment_comment", "question": "q", "comment": "r", "segments": []'), 422, "invalid_value", "/commands/0/segments"),
    ("an unknown member of a segment", command('"type": "segment_comment", "question": "q", "comment": "r", "segments": [{"response": "r", "begin": 0, "end": 1, "x": 1}]'), 422, "invalid_value", "/commands/0/segments/0/x"),
    ("a condition without a revision", '{"commands": [{"type": "add_group", "group": "g", "label": "G"}], "conditions": [{"question": "q", "response": "r", "coder": "ada"}]}', 422, "missing_field", "/conditions/0/revision"),
    ("a negative revision", '{"commands": [{"type": "add_group", "group": "g", "label": "G"}], "conditions": [{"question": "q", "response": "r", "coder": "ada", "revision": -1}]}', 422, "invalid_value", "/conditions/0/revision"),
    ("a condition on an unknown response", '{"commands": [{"type": "add_group", "group": "g", "label": "G"}], "conditions": [{"question": "q", "response": "x", "coder": "ada", "revision": 0}]}', 404, "unknown_response", "/conditions/0/response"),
    ("100,200 themes in all", '{"commands": [%s]}' % ",".join(['{"type": "set_coding", "question": "q", "response": "c1", "themes": [%s]}' % ",".join(['"t"'] * 200)] * 501), 413, "too_large", "/commands/500"),
    ("201 themes in a coding", command('"type": "set_coding", "question": "q", "response": "r", "coder": "ada", "themes": [%s]' % ",".join(['"t"'] * 201)), 422, "invalid_value", "/commands/0/themes"),
    ("10,001 commands", '{"commands": [%s]}' % ",".join(['{"type": "add_group", "group": "g", "label": "G"}'] * 10_001), 413, "too_large", "/commands"),
    ("a good command before an unknown question", '{"commands": [{"type": "add_group", "group": "g", "label": "G"}, {"type": "finish_coding", "question": "x", "response": "r"}]}', 404, "unknown_question", "/commands/1/question"),
    ("an unknown response", command('"type": "finish_coding", "question": "q", "response": "x"'), 404, "unknown_response", "/commands/0/response"),
    ("an unknown theme", command('"type": "assign_theme", "question": "q", "response": "r", "theme": "x"'), 404, "unknown_theme", "/commands/0/theme"),
    ("an unknown question of a scope", command('"type": "scope_theme", "theme": "t", "questions": ["q", "x"]'), 404, "unknown_question", "/commands/0/questions/1"),
    ("17 MB", '{"commands": [{"type": "add_group", "group": "g", "label": "%s"}]}' % ("x" * (17 << 20)), 413, "too_large", None),
]

# What is wrong, the CSV sent to .../imports?format=codings, status, slug, line and column (or None).
CSV = [
    ("nothing", "", 400, "malformed_csv", 1, None),
    ("no header", "r,q,ada,t\n", 400, "malformed_csv", 1, None),
    ("a column missing", "item_id,question,labels\nr,q,t\n", 400, "malformed_csv", 1, "coder"),
    ("an unknown column", "item_id,question,coder,labels,colour\nr,q,ada,t,red\n", 400, "malformed_csv", 1, "colour"),
    ("a column given twice", "item_id,question,coder,labels,labels\nr,q,ada,t,t\n", 400, "malformed_csv", 1, "labels"),
    ("a row that is too short", HEADER + "r,q,ada,t\nr2,q,ada\n", 400, "malformed_csv", 3, None),
    ("a row that is too long", HEADER + "r,q,ada,t,t\n", 400, "malformed_csv", 2, None),
    ("a quote that is not closed", HEADER + 'r,q,ada,t\nr2,q,ada,"t\n', 400, "malformed_csv", 3, None),
    ("text after a closing quote", HEADER + 'r,q,ada,"t"x\n', 400, "malformed_csv", 2, None),
    ("a quote within a field", HEADER + 'r,q,ada,t"x\n', 400, "malformed_csv", 2, None),
    ("a NUL byte", HEADER + "r,q,ada,t\0\n", 400, "malformed_csv", 2, None),
    ("semicolons for commas", "item_id;question;coder;labels\nr;q;ada;t\n", 400, "malformed_csv", 1, None),
    ("Latin-1", (HEADER + "r,q,ada,größer\n").encode("latin-1"), 400, "invalid_utf8", 2, None),
    ("UTF-16", (HEADER + "r,q,ada,t\n").encode("utf-16"), 400, "invalid_utf8", 1, None),
    ("UTF-16 without a mark", (HEADER + "r,q,ada,t\n").encode("utf-16-le"), 400, "malformed_csv", 1, None),
    ("an item twice by one coder", HEADER + "r,q,ada,t\nr,q,bo,t\nr,q,ada,u\n", 422, "invalid_value", 4, "coder"),
    ("an empty item", HEADER + ",q,ada,t\n", 422, "invalid_value", 2, "item_id"),
    ("an empty question", HEADER + "r,,ada,t\n", 422, "invalid_value", 2, "question"),
    ("an empty coder", HEADER + "r,q,,t\n", 422, "invalid_value", 2, "coder"),
    ("an item of 129 bytes", HEADER + "x" * 129 + ",q,ada,t\n", 422, "invalid_value", 2, "item_id"),
    ("a label of 129 bytes", HEADER + "r,q,ada,t;" + "x" * 129 + "\n", 422, "invalid_value", 2, "labels"),
    ("a label twice", HEADER + "r,q,ada,t;u; t\n", 422, "invalid_value", 2, "labels"),
    ("an item with a line break", HEADER + '"r\n2",q,ada,t\n', 422, "invalid_value", 2, "item_id"),
    ("finished that is neither", "item_id,question,coder,labels,finished\nr,q,ada,t,maybe\n", 422, "invalid_value", 2, "finished"),
    ("two groups for one respondent", "item_id,question,coder,labels,respondent,group\nx,q,ada,t,p1,g\ny,q,ada,t,p1,h\n", 422, "invalid_value", 3, "group"),
    ("another respondent for a comment", "item_id,question,coder,labels,respondent\nr,q,ada,t,somebody\n", 409, "already_exists", 2, "respondent"),
]

COMMENTS = [
    ("an item twice", "item_id,question,text\nx,q,one\nx,q,one\n", 422, "invalid_value", 3, "item_id"),
    ("an item with two texts", "item_id,question,text\nx,q,one\nx,q,two\n", 422, "invalid_value", 3, "text"),
    ("a column of codings", "item_id,question,text,labels\nx,q,one,t\n", 400, "malformed_csv", 1, "labels"),
    ("no text", "item_id,question\nx,q\n", 400, "malformed_csv", 1, "text"),
    ("other text for a comment", "item_id,question,text\nr,q,Something else entirely.\n", 409, "already_exists", 2, "text"),
]


class BadInput(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        cls.ada = cls.server.client("ada", document=DOCUMENT)
        cls.ada.ok("POST", "/v1/studies", {"study": STUDY, "title": "S"})
        cls.ada.commands(
            STUDY,
            {"type": "add_question", "question": "q", "text": "Why?"},
            {"type": "add_respondent", "respondent": "r"},
            {"type": "add_comment", "question": "q", "comment": "r", "respondent": "r", "text": "Because."},
            {"type": "add_theme", "theme": "t", "label": "T"},
            {"type": "set_coding", "question": "q", "response": "r", "themes": ["t"]})
        cls.log = cls.ada.export(STUDY)

    def tearDown(self):
        """After every test, and so whatever came: the log is as it was."""
        self.assertEqual(self.ada.export(STUDY), self.log, "bad input changed the log")
        self.assertEqual(self.ada.call("GET", "/readyz").status, 200)

    def refuse(self, answer, status, slug, field=None):
        self.assertEqual(answer.status, status, answer)
        if slug:
            self.assertEqual(answer.problem, slug, answer)
        if field:
            self.assertEqual(answer.json.get("field"), field, answer)
        self.assertEqual(self.ada.position(STUDY), len(self.log.splitlines()))

    def post(self, target, body, media, **headers):
        return self.ada.call("POST", target, body, Content_Type=media, **headers)

    def test_json(self):
        for what, body, status, slug, field in JSON:
            with self.subTest(what):
                self.refuse(self.post(f"{S}/commands", body, "application/json"), status, slug, field)

    def test_json_of_other_calls(self):
        for what, target, body, status, slug, field in (
                ("themes missing", CODING, "{}", 422, "missing_field", "/themes"),
                ("themes that are a text", CODING, '{"themes": "t"}', 422, "invalid_value", "/themes"),
                ("a theme that is a number", CODING, '{"themes": ["t", 7]}', 422, "invalid_value", "/themes/1"),
                ("an unknown theme", CODING, '{"themes": ["t", "x"]}', 404, "unknown_theme", "/themes/1"),
                ("an unknown member", CODING, '{"themes": [], "coder": "ada"}', 422, "invalid_value", "/coder"),
                ("no body", CODING, "", 400, "malformed_json", None),
                ("65 KB", CODING, '{"themes": ["%s"]}' % ("x" * (65 << 10)), 413, "too_large", None)):
            with self.subTest(what):
                self.refuse(self.ada.call("PUT", target, body, Content_Type="application/json"), status, slug, field)

    def test_what_people_read_has_no_control_characters(self):
        """A reason that turns the terminal of whoever reads it red is no reason."""
        about = {"kind": "question", "id": "q"}
        quote = {"question": "q", "response": "r", "theme": "t", "wording": "Because.", "why": "So."}
        erasure = {"requested_by": "respondent", "respondent": "r", "received_on": "2026-01-02"}
        self.assertEqual(self.ada.call("POST", f"{S}/undo", {"position": 2, "reason": "Two\nlines\tand a tab.", "dry_run": True}).status, 409)
        for method, target, body, name in (
                ("POST", f"{S}/undo", {"position": 2}, "reason"), ("POST", f"{S}/commands", {"commands": []}, "reason"),
                ("POST", f"{S}/questions/q/recode", {"with": ["t"], "put": ["t"]}, "reason"),
                ("PUT", f"{R}/r/settlement", {"themes": ["t"]}, "reason"),
                ("PUT", f"{S}/memos/m", {"about": about}, "text"), ("PUT", f"{S}/quotes/k", quote, "wording"),
                ("PUT", f"{S}/quotes/k", quote, "why"), ("PUT", f"{S}/members/ada/name", {}, "name"),
                ("POST", f"{S}/members/ada/pseudonymisation", {}, "reason"),
                ("PUT", f"{S}/member-checks/c", {"question": "q", "by": "They"}, "outcome"),
                ("PUT", f"{S}/erasures/e/review", {"ground": "consent_withdrawn"}, "reason"),
                ("POST", f"{S}/erasures/e/execution", {}, "told/0"), ("PUT", f"{S}/erasures/e", erasure, "reference")):
            for bad in ("\x00", "\x1b]0;x\x07", "\x7f") + (("\n",) if name in ("name", "reference", "told/0") else ()):
                with self.subTest(f"{target} {name} {bad!r}"):
                    text = {"told": [f"Because{bad}."]} if name == "told/0" else {name: f"Because{bad}."}
                    answer = self.ada.call(method, target, {**body, **text})
                    self.assertEqual((answer.status, answer.problem, answer.json["field"]), (422, "invalid_value", f"/{name}"))

    def test_csv(self):
        for table, form in ((CSV, "codings"), (COMMENTS, "comments")):
            for what, body, status, slug, line, column in table:
                for dry_run in ("true", "false"):
                    with self.subTest(f"{form}: {what}, dry run {dry_run}"):
                        answer = self.post(f"{S}/imports?format={form}&dry_run={dry_run}", body, "text/csv")
                        self.refuse(answer, status, slug, column)
                        if line:
                            self.assertRegex(answer.json["detail"], rf"(?i)\bline {line}\b")

    def test_csv_as_spreadsheets_write_it_is_taken(self):
        for what, body in (("a byte order mark", "\ufeff" + HEADER + "r,q,ada,t\n"), ("CRLF", HEADER + "r,q,ada,t\r\n"),
                           ("no last line break", HEADER + "r,q,ada,t"), ("quotes", HEADER + '"r","q","ada","t"\n'),
                           ("empty last lines", HEADER + "r,q,ada,t\n\r\n\n"), ("blanks around labels", HEADER + "r,q,ada, t ;\n")):
            with self.subTest(what):
                answer = self.post(f"{S}/imports?format=codings", body, "text/csv")
                self.assertEqual((answer.status, answer.json["events"], answer.json["rows"]), (200, 0, 1), answer)

    def test_paths_and_queries(self):
        for what, target, status, slug in (
                ("not UTF-8", f"{S}/questions/%FF/counts", 400, None),
                ("an overlong slash", f"{S}/questions/%C0%AF/counts", 400, None),
                ("half an escape", f"{S}/questions/%4/counts", 400, None),
                ("a NUL", f"{S}/questions/%00/counts", 400, None),
                ("an empty segment", f"{S}/questions//counts", 404, None),
                ("a segment of dots", f"{S}/questions/../counts", 404, None),
                ("an id of 129 bytes", f"{S}/questions/{'x' * 129}/counts", 404, None),
                ("a query that is not UTF-8", f"{S}/questions/q/counts?basis=%FF", 400, None),
                ("a query with a NUL", f"{S}/questions/q/counts?basis=%00", None, None),
                ("a raw byte", f"{S}/questions/\udcff/counts", 400, "malformed_request"),
                ("9 KB", f"{S}/questions/{'x' * 9216}/counts", 414, "too_large")):
            with self.subTest(what):
                answer = wire.exchange(self.server, wire.head("GET", target, self.ada.token, Connection="close"))
                DOCUMENT.check("GET", target.encode("utf-8", "replace").decode(), answer)
                self.assertIn(answer.status, (status,) if status else (400, 422), answer)
                if slug:
                    self.assertEqual(answer.problem, slug, answer)

    def test_headers(self):
        big = wire.exchange(self.server, wire.head("GET", S, self.ada.token, X_Big="x" * 17000))
        self.refuse(big, 431, "too_large")
        many = {f"X_{number}": "y" * 100 for number in range(200)}
        self.refuse(wire.exchange(self.server, wire.head("GET", S, self.ada.token, **many)), 431, "too_large")
        self.refuse(self.ada.call("GET", S, Verbatim_Min_Position="9" * 30), 422, "invalid_value", "Verbatim-Min-Position")

    def test_headers_that_decide_something_are_given_once(self):
        for name, value in (("Authorization", f"Bearer {self.ada.token}"), ("If-Match", '"1"'), ("Idempotency-Key", "k"),
                            ("Verbatim-Min-Position", "1"), ("If-None-Match", "*")):
            with self.subTest(name):
                twice = wire.head("GET", S, self.ada.token, Connection="close")[:-2] + f"{name}: {value}\r\n".encode() * 2 + b"\r\n"
                self.refuse(wire.exchange(self.server, twice), 400, "malformed_request", name)

    def test_a_body_is_waited_for_only_from_who_may_send_it(self):
        """The answer comes though the body never does."""
        target, rest = f"{S}/imports?format=codings", dict(Content_Type="text/csv", Content_Length=100_000_000)
        coder = self.server.token("bo", "coder")
        for what, token, status, slug in (("nobody", None, 401, "unauthenticated"), ("a coder", coder, 403, "forbidden")):
            with self.subTest(what), wire.connect(self.server) as connection:
                connection.sendall(wire.head("POST", target, token, **rest) + b"item_id,")
                self.refuse(wire.parse(connection.recv(65536)), status, slug)

    def test_framing_that_others_might_read_otherwise(self):
        """Request smuggling: refused, and what hides behind it is not run."""
        hidden = wire.head("PUT", f"{CODING}/themes/u", self.ada.token, Content_Length=0)
        post = dict(Authorization=f"Bearer {self.ada.token}", Content_Type="application/json")
        for what, head in (
                ("chunked", wire.head("POST", f"{S}/commands", Transfer_Encoding="chunked", **post) + b"0\r\n\r\n"),
                ("chunked and a length", wire.head("POST", f"{S}/commands", Transfer_Encoding="chunked", Content_Length=4, **post) + b"0\r\n\r\n"),
                ("an oversized trailer", wire.head("POST", f"{S}/commands", Transfer_Encoding="chunked", **post) + b"0\r\nX: " + b"x" * 20000 + b"\r\n\r\n"),
                ("two lengths", b"POST %s/commands HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n" % S.encode()),
                ("a length with a sign", wire.head("POST", f"{S}/commands", Content_Length="+5", **post)),
                ("a negative length", wire.head("POST", f"{S}/commands", Content_Length="-1", **post)),
                ("a huge length", wire.head("POST", f"{S}/commands", Content_Length="9" * 30, **post)),
                ("no host", b"GET /readyz HTTP/1.1\r\n\r\n"),
                ("two hosts", b"GET /readyz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
                ("a blank before the colon", b"GET /readyz HTTP/1.1\r\nHost : a\r\n\r\n"),
                ("a folded header", b"GET /readyz HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n"),
                ("an absolute target", b"GET http://a/readyz HTTP/1.1\r\nHost: a\r\n\r\n"),
                ("another protocol", b"HELO example\r\n\r\n"),
                ("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64))):
            with self.subTest(what):
                answer = wire.exchange(self.server, head + hidden)
                DOCUMENT.check("GET", "/readyz", answer)
                self.assertIn(answer.status, (400, 408, 411, 413, 431), answer)

    def test_a_million_rows(self):
        rows = "".join(f"item-{number},q{number % 4},coder-{number % 10},label-{number % 50}\n" for number in range(MILLION))
        body = (HEADER + rows).encode()
        target = f"{S}/imports?format=codings"

        def head(length):
            return wire.head("POST", target, self.ada.token, Content_Type="text/csv", Content_Length=length)

        with self.subTest("cut off in the middle"):
            with wire.connect(self.server) as connection:
                connection.sendall(head(len(body)) + body[:len(body) // 2])
            self.refuse(self.ada.call("GET", "/v1/nothing"), 404, "not_found")
        with self.subTest("cut off and still listening"):
            with wire.connect(self.server) as connection:
                connection.sendall(head(len(body)) + body[:len(body) // 2])
                connection.shutdown(socket.SHUT_WR)
                self.refuse(wire.parse(wire.read_all(connection)), 400, "malformed_request")
        for what, last, status, slug, word in (
                ("the last row is too short", b"item-x,q0,ada", 400, "malformed_csv", f"line {MILLION + 2}"),
                ("the last row is not UTF-8", b"item-x,q0,ada,\xff", 400, "invalid_utf8", f"line {MILLION + 2}"),
                ("the last row is the first again", b"item-0,q0,coder-0,label-1", 422, "invalid_value", f"line {MILLION + 2}")):
            with self.subTest(what):
                answer = self.post(target, body + last, "text/csv")
                self.refuse(answer, status, slug)
                self.assertIn(word, answer.json["detail"].lower())
        with self.subTest("more than an import may have"):
            answer = wire.exchange(self.server, head((256 << 20) + 1) + body)
            self.refuse(answer, 413, "too_large")

    def test_slow_clients(self):
        """Each stalls; all are told so, and nobody else waits."""
        body = '{"themes": ["u"]}'
        put = wire.head("PUT", CODING, self.ada.token, Content_Type="application/json", Content_Length=len(body))
        stalls = {"in the headers": put[:-10], "before the body": put, "in the body": put + body[:5].encode()}

        def stall(data):
            with wire.connect(self.server) as connection:
                connection.sendall(data)
                return wire.parse(wire.read_all(connection))

        with concurrent.futures.ThreadPoolExecutor() as pool:
            stalled = {what: pool.submit(stall, data) for what, data in stalls.items()}
            trickle = pool.submit(self.trickle, put)
            for _ in range(20):
                self.assertEqual(self.ada.call("GET", S).status, 200)
                time.sleep(0.05)
            for what, answer in stalled.items():
                with self.subTest(what):
                    self.refuse(answer.result(), 408, "timeout")
            with self.subTest("a byte a second"):
                self.refuse(trickle.result(), 408, "timeout")

    def trickle(self, data):
        with wire.connect(self.server) as connection:
            connection.settimeout(1)
            for byte in data:
                try:
                    connection.sendall(bytes([byte]))
                    return wire.parse(connection.recv(65536))
                except TimeoutError:
                    continue
        raise AssertionError("headers were taken for longer than a minute")


if __name__ == "__main__":
    facts.main()
