#!/usr/bin/python3
"""Plays transcripts/*.txt against a server of their own and holds every answer to the document.

    # a comment
    token ada owner [study]           ada may be named by as=
    restart | kill                    the server stops in order, or dies; and starts on the same data
    GET /target  as=ada Header-Name=value  -> 200  expectations
      body: the indented lines below, JSON or CSV
    FOLLOW /target as=ada -> 200 ids=4,5,6      reads a live feed until these have come

An expectation is path=value, path~part of a text, path#length, or path=>name, which keeps it for
{name} in later lines. A path walks the answer's JSON: themes[theme=culture].share.value, or
lines[0].position of NDJSON; `problem` is the slug of a problem document, `body` the text; a name
with a capital is a header. Values are JSON, or plain words.
"""

import json
import math
import pathlib
import re
import shlex
import unittest

import facts
import wire
from contract import Document
from server import Server

FOLDER = pathlib.Path(__file__).parent / "transcripts"
CALL = re.compile(r"(?P<method>[A-Z]+)\s+(?P<target>\S+)(?P<request>.*?)\s->\s*(?P<status>\d+)(?P<expected>.*)")
EXPECTATION = re.compile(r"(?P<path>(?:\[[^\]]*\]|[^=~#\[])+)(?P<kind>=>|=|~|#)(?P<value>.*)", re.S)


def words(text):
    """Words separated by blanks, but not by those in JSON strings or brackets."""
    return re.findall(r'(?:"(?:[^"\\]|\\.)*"|\[[^\]]*\]|\S)+', text)


def value_of(text):
    try:
        return json.loads(text)
    except ValueError:
        return text


def select(node, path):
    for name, index, key, wanted in re.findall(r"(\w+)|\[(\d+)\]|\[(\w+)=([^\]]*)\]", path):
        if name:
            node = node[name]
        elif index:
            node = node[int(index)]
        else:
            found = [item for item in node if item[key] == value_of(wanted)]
            assert len(found) == 1, f"{len(found)} items have {key}={wanted} in {node}"
            node = found[0]
    return node


def same(is_, wanted):
    if isinstance(is_, float) or isinstance(wanted, float):
        return isinstance(is_, (int, float)) and isinstance(wanted, (int, float)) and math.isclose(is_, wanted, abs_tol=1e-9)
    return is_ == wanted and isinstance(is_, bool) == isinstance(wanted, bool)


class Player:
    def __init__(self, server, document):
        self.server, self.document = server, document
        self.clients = {None: server.connect(None, document)}
        self.kept = {}

    def play(self, text):
        lines, wrong = text.splitlines(), []
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.startswith(("#", " ")):
                continue
            body = []
            for more in lines[number:]:
                if not more.startswith("  "):
                    break
                body.append(more[2:])
            try:
                self.step(re.sub(r"\s+# .*", "", line), "\n".join(body))
            except Exception as error:
                wrong.append(f"line {number}: {line}\n    {type(error).__name__}: {error}")
        assert not wrong, "\n" + "\n".join(wrong)

    def step(self, line, body):
        call = CALL.fullmatch(self.fill(line))
        if call:
            return self.follow(call) if call["method"] == "FOLLOW" else self.exchange(call, self.fill(body))
        directive, *arguments = shlex.split(line)
        if directive == "token":
            name = arguments[0]
            self.clients[name] = self.server.client(*arguments, document=self.document)
        elif directive in ("restart", "kill"):
            self.server.stop() if directive == "restart" else self.server.kill()
            self.server.start()
        else:
            raise AssertionError("neither a call nor a directive")

    def fill(self, text):
        return re.sub(r"\{(\w+)\}", lambda name: str(self.kept[name[1]]) if name[1] in self.kept else name[0], text)

    def request(self, call):
        headers = dict(word.split("=", 1) for word in words(call["request"]))
        return self.clients[headers.pop("as", None)], headers

    def exchange(self, call, body):
        client, headers = self.request(call)
        if body and "Content-Type" not in headers:
            headers["Content-Type"] = "application/json" if body.startswith("{") else "text/csv"
        answer = client.call(call["method"], call["target"], body + "\n" if body else None, **headers)
        assert answer.status == int(call["status"]), answer
        for word in words(call["expected"]):
            self.expect(answer, word)

    def follow(self, call):
        client, headers = self.request(call)
        wanted = [int(word) for word in call["expected"].split("ids=")[1].split(",")]
        with wire.Events(self.server, call["target"], client.token, **headers) as feed:
            assert feed.status == int(call["status"]), feed.status
            came = feed.take(len(wanted))
        assert [position for position, _, _ in came] == wanted, came

    def expect(self, answer, word):
        path, kind, wanted = EXPECTATION.fullmatch(word).group("path", "kind", "value")
        is_ = self.look(answer, path)
        if kind == "=>":
            self.kept[wanted] = is_
        elif kind == "#":
            assert len(is_) == int(wanted), f"{path} has {len(is_)}, not {wanted}\n{answer}"
        elif kind == "~":
            assert str(value_of(wanted)) in str(is_), f"{path} is {is_!r}, without {wanted}\n{answer}"
        else:
            wanted = wanted if path[0].isupper() or path == "body" else value_of(wanted)
            assert same(is_, wanted), f"{path} is {is_!r}, not {wanted!r}\n{answer}"

    @staticmethod
    def look(answer, path):
        if path[0].isupper():
            return answer.headers.get(path, "absent")
        if path == "body":
            return answer.body.decode("utf-8")
        if path == "problem":
            return answer.problem
        if answer.media_type == "application/x-ndjson":
            return select({"lines": answer.lines}, path)
        return select(answer.json, path)


class Transcripts(unittest.TestCase):
    pass


def test_of(path):
    def test(self):
        with Server() as server:
            Player(server, Document()).play(path.read_text())
    return test


for file in sorted(FOLDER.glob("*.txt")):
    setattr(Transcripts, "test_" + file.stem.replace("-", "_"), test_of(file))

if __name__ == "__main__":
    facts.main()
