#!/usr/bin/python3
"""Plays the table roles.txt: every call by every role, on a study of its own."""

import pathlib
import re
import unittest

import facts
from contract import Document
from server import Server

TABLE = pathlib.Path(__file__).parent / "roles.txt"
SET_UP = [
    {"type": "add_question", "question": "q", "text": "Why?"},
    {"type": "add_respondent", "respondent": "p"},
    {"type": "add_comment", "question": "q", "comment": "r", "respondent": "p", "text": "Because."},
    {"type": "add_comment", "question": "q", "comment": "whole", "respondent": "p", "text": "Because."},
    {"type": "add_theme", "theme": "t", "label": "T"},
    {"type": "add_theme", "theme": "u", "label": "U"},
    {"type": "add_theme", "theme": "v", "label": "V"},
    {"type": "add_framework", "framework": "advice", "label": "Advice"},
    {"type": "add_theme", "theme": "w", "label": "W", "framework": "advice"},
    {"type": "add_member", "member": "eve", "role": "coder"},
    {"type": "add_comment", "question": "q", "comment": "said", "respondent": "p", "text": "Because."},
    {"type": "assign_theme", "question": "q", "response": "said", "theme": "t"},
]


def rows():
    lines = [line for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    columns = lines[0].split()[1:]
    for line in lines[1:]:
        cells = line.rsplit(maxsplit=len(columns))
        yield cells[0], dict(zip(columns, map(int, cells[1:])))


class Roles(unittest.TestCase):
    # What may be asked but is not possible in that study is 409.
    PROBLEMS = {401: ["unauthenticated"], 403: ["forbidden"], 404: ["unknown_subscription", "unknown_erasure"],
                409: ["not_allowed_now"]}

    def test_each_call_by_each_role(self):
        document = Document()
        with Server() as server:
            chief = server.client("chief", document=document)
            for number, (call, statuses) in enumerate(rows()):
                for column, status in statuses.items():
                    study = f"{column}-{number}"
                    chief.ok("POST", "/v1/studies", {"study": study, "title": "S"})
                    chief.commands(study, *SET_UP)
                    with self.subTest(f"{call} as {column}"):
                        client = self.caller(server, column, study, document)
                        answer = self.play(call.replace("{me}", column), study, client)
                        client.close()
                        self.assertEqual(answer.status, status, answer)
                        if status >= 400:
                            self.assertIn(answer.problem, self.PROBLEMS[status])

    @staticmethod
    def caller(server, column, study, document):
        if column == "none":
            return server.connect(None, document)
        # That a token for one study knows no other is told in transcripts/keep-studies-apart.txt;
        # here it matters only to the owner, who then may not open a study.
        role, scope = ("owner", None) if column == "all" else (column, study if column == "owner" else None)
        return server.client(column, role, scope, document=document)

    @staticmethod
    def play(call, study, client):
        word, rest = call.split(" ", 1)
        if word.islower():
            command = '{"type": "%s", %s' % (word, rest.strip()[1:])
            return client.call("POST", f"/v1/studies/{study}/commands", f'{{"commands": [{command}]}}',
                               Content_Type="application/json")
        target, _, body = rest.strip().partition(" ")
        target = re.sub("^/v1/studies/s(?=/|$)", f"/v1/studies/{study}", target)
        body = body.replace("\\n", "\n").replace('"study": "s"', f'"study": "{study}"')
        kind = "application/json" if body.startswith("{") else "text/csv"
        return client.call(word, target, body or None, **({"Content_Type": kind} if body else {}))


if __name__ == "__main__":
    facts.main()
