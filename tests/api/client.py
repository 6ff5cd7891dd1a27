"""HTTP as a test needs it: one kept-alive connection, whole answers, no retries behind one's back."""

import http.client
import json
import urllib.parse

TIMEOUT_SECONDS = 120


def strict_json(text):
    """JSON as RFC 8259 has it: no NaN, no name twice."""
    def pairs(items):
        names = [name for name, _ in items]
        assert len(names) == len(set(names)), f"a name is given twice: {names}"
        return dict(items)

    def constant(word):
        raise AssertionError(f"{word} is not JSON")

    return json.loads(text, object_pairs_hook=pairs, parse_constant=constant)


def quote(*ids):
    """Path segments: `quote("q1", "a/b")` is `q1/a%2Fb`."""
    return "/".join(urllib.parse.quote(part, safe="") for part in ids)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def media_type(self):
        return (self.headers.get("Content-Type") or "").split(";")[0].strip()

    @property
    def json(self):
        return strict_json(self.body.decode("utf-8"))

    @property
    def lines(self):
        return [strict_json(line) for line in self.body.decode("utf-8").splitlines()]

    @property
    def problem(self):
        """The slug of a problem document."""
        assert self.media_type == "application/problem+json", self
        return self.json["type"].removeprefix("/problems/")

    def __repr__(self):
        return f"{self.status} {dict(self.headers)} {self.body[:2000]!r}"


class Client:
    """`document`, where given, checks every answer against the API document."""

    def __init__(self, server, token=None, document=None):
        self.port, self.token, self.document = server.port, token, document
        self.connection = None

    def call(self, method, target, body=None, **headers):
        """Headers are named in Python's way: Content_Type="text/csv". A dict or list is sent as JSON."""
        headers = {name.replace("_", "-"): str(value) for name, value in headers.items()}
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        if isinstance(body, str):
            body = body.encode("utf-8")
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        answer = self._exchange(method, target, body, headers)
        if self.document:
            self.document.check(method, target, answer)
        return answer

    def ok(self, method, target, body=None, **headers):
        """The JSON of a call that must succeed."""
        answer = self.call(method, target, body, **headers)
        assert answer.status in (200, 201), f"{method} {target}: {answer}"
        return answer.json

    def commands(self, study, *commands, **headers):
        return self.ok("POST", f"/v1/studies/{quote(study)}/commands", {"commands": list(commands)}, **headers)

    def export(self, study, after=0):
        """All events as NDJSON bytes."""
        answer = self.call("GET", f"/v1/studies/{quote(study)}/events?after={after}", Accept="application/x-ndjson")
        assert answer.status == 200, answer
        return answer.body

    def position(self, study):
        return self.ok("GET", f"/v1/studies/{quote(study)}")["position"]

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None

    def _exchange(self, method, target, body, headers):
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_SECONDS)
        try:
            self.connection.request(method, target, body, headers)
            answer = self.connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        except (OSError, http.client.HTTPException) as lost:
            self.close()
            raise ConnectionError(f"{method} {target}: {lost!r}") from lost
