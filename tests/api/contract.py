"""The API document, as something that answers can be held against."""

import pathlib
import re
import urllib.parse

import yaml
from jsonschema import Draft202012Validator, RefResolver

PATH = pathlib.Path(__file__).resolve().parents[2] / "schemas/openapi.yaml"
METHODS = ("get", "put", "post", "delete")
# What `default` stands for: refusals that come before the call is looked at. Never 500.
REFUSED_BY_THE_EDGE = {400, 405, 408, 411, 413, 414, 417, 431, 503, 505}


class Document:
    def __init__(self):
        self.tree = yaml.safe_load(PATH.read_text())
        self.resolver = RefResolver("", self.tree)
        self.operations = {}  # operationId -> operation
        self.parameters = {}  # operationId -> names of its parameters
        self.queries = {}     # operationId -> its query parameters
        self.places = {}      # operationId -> (method, path with its placeholders)
        self.routes = []      # (method, pattern of a raw path, operationId)
        self.seen = {}        # operationId -> statuses that were checked
        for path, item in self.tree["paths"].items():
            pattern = re.compile(re.sub(r"\\\{.*?\\\}", "[^/]+", re.escape(path)))
            for method in METHODS:
                if method in item:
                    operation = item[method]
                    self.operations[operation["operationId"]] = operation
                    listed = item.get("parameters", []) + operation.get("parameters", [])
                    self.parameters[operation["operationId"]] = {self.resolve(one)["name"] for one in listed}
                    self.queries[operation["operationId"]] = [
                        one for one in map(self.resolve, listed) if one["in"] == "query"]
                    self.places[operation["operationId"]] = (method.upper(), path)
                    self.routes.append((method.upper(), pattern, operation["operationId"], "{" in path))
        self.routes.sort(key=lambda route: route[3])  # literal segments win over placeholders

    def resolve(self, node):
        return self.resolver.resolve(node["$ref"])[1] if "$ref" in node else node

    def operation_of(self, method, target):
        path = urllib.parse.urlsplit(target).path
        for known, pattern, name, _ in self.routes:
            if known == ("GET" if method == "HEAD" else method) and pattern.fullmatch(path):
                return name
        return None

    def knows_path(self, target):
        return any(pattern.fullmatch(urllib.parse.urlsplit(target).path) for _, pattern, _, _ in self.routes)

    def validate(self, schema, value, where):
        error = next(Draft202012Validator(schema, resolver=self.resolver).iter_errors(value), None)
        assert error is None, f"{where}: {_explain(error)}"

    def check(self, method, target, answer):
        """Asserts that this answer is one that the document promises for this call."""
        where = f"{method} {target} -> {answer.status}"
        if answer.media_type == "application/problem+json" and method != "HEAD":
            self._check_problem(answer, where)
        name = self.operation_of(method, target)
        if name is None:
            known = REFUSED_BY_THE_EDGE | {404} | ({204} if method == "OPTIONS" else set())
            assert answer.status in known, f"{where}: the document does not know this call\n{answer}"
            assert answer.status != 405 or answer.headers.get("Allow"), f"{where}: a 405 without Allow"
            return
        self.seen.setdefault(name, set()).add(answer.status)
        promised = self.operations[name]["responses"]
        if str(answer.status) not in promised:
            assert answer.status in REFUSED_BY_THE_EDGE, f"{where}: the document does not promise this status\n{answer}"
        response = self.resolve(promised.get(str(answer.status), promised["default"]))
        self._check_headers(response.get("headers", {}), answer, where)
        self._check_body(response.get("content"), method, answer, where)

    def _check_headers(self, promised, answer, where):
        for name, header in promised.items():
            header = self.resolve(header)
            text = answer.headers.get(name)
            if text is None:
                assert not header.get("required"), f"{where}: header {name} is missing\n{answer}"
                continue
            whole = self.resolve(header["schema"]).get("type") == "integer"
            self.validate(header["schema"], int(text) if whole else text, f"{where}: header {name}")
        ours = re.compile("verbatim-|idempotent-|etag|link|location|retry-after", re.I)
        unknown = {name.lower() for name in answer.headers if ours.match(name)} - {name.lower() for name in promised}
        assert not unknown, f"{where}: headers that the document does not name: {unknown}"

    def _check_body(self, content, method, answer, where):
        if method == "HEAD" or content is None:
            assert answer.body == b"", f"{where}: a body where there is none\n{answer}"
            return
        assert answer.media_type in content, f"{where}: the document does not promise {answer.media_type!r}\n{answer}"
        schema = content[answer.media_type]["schema"]
        if answer.media_type == "application/x-ndjson":
            for number, line in enumerate(answer.lines, 1):
                self.validate(schema, line, f"{where}: line {number}")
        elif answer.media_type.endswith("json"):
            value = answer.json
            self.validate(schema, value, where)
            position = answer.headers.get("Verbatim-Position")
            if position is not None and "position" in value:
                assert int(position) == value["position"], f"{where}: two positions in one answer\n{answer}"
        elif answer.media_type != "application/cbor-seq":
            answer.body.decode("utf-8")

    def _check_problem(self, answer, where):
        problem = answer.json
        self.validate({"$ref": "#/components/schemas/Problem"}, problem, where)
        assert problem["status"] == answer.status, f"{where}: the problem says status {problem['status']}"
        assert answer.status != 500, f"{where}: a defect of the server\n{answer}"


def _explain(error):
    """The error, or of a oneOf the branch that came nearest."""
    while error.context:
        error = max(error.context, key=lambda e: (len(e.absolute_path), e.validator != "const"))
    return f"{'/'.join(map(str, error.absolute_path)) or 'the value'}: {error.message}"[:2000]
