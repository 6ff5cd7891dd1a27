#!/usr/bin/python3
"""The server keeps what schemas/openapi.yaml promises: every operation, every status, every header.

CALLS names one good call of every operation. What all operations have in common (tokens, unknown
studies, conditional reads, wrong bodies, ...) is derived from the document; what is particular to
one stands in tests of its own. At the end, every status that the document names has been seen.
"""

import json
import unittest

import facts
import wire
from client import quote
from contract import PATH, Document
from server import Server

DOCUMENT = Document()
# Ids that need care in a path, so that every operation is called with them.
ROUND = "round/1"  # and its question
STUDY, QUESTION, RESPONSE, THEME, CODER = "étude/1", "q>1", "r 1", "culture->apathy", "ada@home"
S = f"/v1/studies/{quote(STUDY)}"
Q = f"{S}/questions/{quote(QUESTION)}"
LAYERED, ADOPTED, UMA = "own>1", "own>2", "uma@home"  # split in a unitizing round that is open, and in one that is closed
L = f"{S}/questions/{quote(LAYERED)}/comments/{quote(RESPONSE)}/layers/{quote(UMA)}"
C = f"{Q}/responses/{quote(RESPONSE)}/codings/{quote(CODER)}"
CSV = "item_id,question,coder,labels\nitem-1,q-csv,bo,new;other\n"
WORK = {"commands": [{"type": "add_group", "group": "g-new", "label": "New"}]}

# operationId: (method, target, body). Bodies are JSON, or CSV where they are text.
CALLS = {
    "getLanding": ("GET", "/", None),
    "getHealth": ("GET", "/healthz", None),
    "getReadiness": ("GET", "/readyz", None),
    "getMetrics": ("GET", "/metrics", None),
    "getProblem": ("GET", "/problems/stale_condition", None),
    "getOpenApiYaml": ("GET", "/v1/openapi.yaml", None),
    "getOpenApiJson": ("GET", "/v1/openapi.json", None),
    "getCaller": ("GET", "/v1/me", None),
    "openStudy": ("POST", "/v1/studies", {"study": "another", "title": "Another"}),
    "listStudies": ("GET", "/v1/studies", None),
    "getStudy": ("GET", S, None),
    "listThemes": ("GET", f"{S}/themes", None),
    "getTheme": ("GET", f"{S}/themes/{quote(THEME)}", None),
    "runCommands": ("POST", f"{S}/commands", WORK),
    "sendOffline": ("POST", f"{S}/offline", {"commands": [
        {"id": "offline-1", "base": 0, "command": {"type": "add_group", "group": "g-new", "label": "New"}}]}),
    "getPresence": ("GET", f"{S}/presence", None),
    "sayPresence": ("PUT", f"{S}/presence", {"question": QUESTION}),
    "leavePresence": ("DELETE", f"{S}/presence", None),
    "recode": ("POST", f"{Q}/recode", {"with": [THEME], "put": ["culture"], "reason": "A test."}),
    "importCsv": ("POST", f"{S}/imports?format=codings", CSV),
    "listResponses": ("GET", f"{Q}/responses", None),
    "getResponse": ("GET", f"{Q}/responses/{quote(RESPONSE)}", None),
    "getCoding": ("GET", C, None),
    "setCoding": ("PUT", C, {"themes": [THEME], "finished": True}),
    "assignTheme": ("PUT", f"{C}/themes/{quote(THEME)}", None),
    "withdrawTheme": ("DELETE", f"{C}/themes/{quote(THEME)}", None),
    "getLayer": ("GET", L, None),
    "setLayer": ("PUT", L, {"units": [{"begin": 0, "end": 2, "themes": [THEME]}, {"begin": 3, "end": 6}]}),
    "listLayers": ("GET", f"{S}/questions/{quote(LAYERED)}/layers", None),
    "adoptLayers": ("POST", f"{S}/questions/{quote(ADOPTED)}/adoption", {"coder": UMA, "reason": "Hers it is."}),
    "listStale": ("GET", f"{Q}/stale", None),
    "getCounts": ("GET", f"{Q}/counts", None),
    "getConnections": ("GET", f"{Q}/connections", None),
    "getAgreement": ("GET", f"{Q}/agreement", None),
    "computeAgreement": ("POST", "/v1/agreement?resamples=20", {"items": [["y", "y"], ["y", "n"], ["n", "n"], ["n", None]]}),
    "getAgreementTimeline": ("GET", f"{Q}/agreement/timeline", None),
    "getAgreementDiagnosis": ("GET", f"{Q}/agreement/diagnosis", None),
    "getSameTexts": ("GET", f"{Q}/agreement/same-texts", None),
    "getAgreementData": ("GET", f"{Q}/agreement/data", None),
    "getUnitizingAgreement": ("GET", f"{Q}/agreement/unitizing", None),
    "getStudyAgreement": ("GET", f"{S}/agreement", None),
    "getQuestionProgress": ("GET", f"{Q}/progress", None),
    "getStudyProgress": ("GET", f"{S}/progress", None),
    "getCountsEvidence": ("GET", f"{Q}/counts/{quote(THEME)}/evidence", None),
    "getConnectionEvidence": ("GET", f"{Q}/connections/{quote(THEME)}/culture/evidence", None),
    "getProgressEvidence": ("GET", f"{Q}/progress/{quote(CODER)}/evidence", None),
    "getAgreementEvidence": ("GET", f"{Q}/agreement/evidence", None),
    "getConnectionDiff": ("GET", f"{Q}/connections/{quote(THEME)}/culture/diff?from=1", None),
    "getProgressDiff": ("GET", f"{Q}/progress/{quote(CODER)}/diff?from=1", None),
    "getAgreementDiff": ("GET", f"{Q}/agreement/diff?from=1", None),
    "getUnitizingEvidence": ("GET", f"{Q}/agreement/unitizing/evidence", None),
    "getCountsDiff": ("GET", f"{Q}/counts/{quote(THEME)}/diff?from=1", None),
    "getDiff": ("GET", f"{S}/diff?from=1", None),
    "getHistory": ("GET", f"{S}/history", None),
    "listRounds": ("GET", f"{S}/rounds", None),
    "getRound": ("GET", f"{S}/rounds/{quote(ROUND)}", None),
    "takeNext": ("POST", f"{S}/rounds/{quote(ROUND)}/next?question={quote(ROUND)}", None),
    "listDisagreements": ("GET", f"{Q}/disagreements", None),
    "settleResponse": ("PUT", f"{Q}/responses/{quote(RESPONSE)}/settlement", {"themes": [THEME], "reason": "So it is."}),
    "unsettleResponse": ("DELETE", f"{Q}/responses/{quote(RESPONSE)}/settlement", {"reason": "So it is not."}),
    "readEvents": ("GET", f"{S}/events", None),
    "getAuditKey": ("GET", "/v1/audit/key", None),
    "getCheckpoint": ("GET", f"{S}/checkpoint", None),
    "proveInclusion": ("GET", f"{S}/proofs/inclusion?position=3", None),
    "proveConsistency": ("GET", f"{S}/proofs/consistency?from=2", None),
    "readRecord": ("GET", f"{S}/record", None),
    "undo": ("POST", f"{S}/undo", {"position": 1, "reason": "A mistake."}),
    "rebuildStudy": ("POST", f"{S}/rebuild", None),
    "getRebuild": ("GET", f"{S}/rebuild", None),
    "writeMemo": ("PUT", f"{S}/memos/m%201", {"about": {"kind": "theme", "id": THEME}, "text": "Too wide?"}),
    "getMemo": ("GET", f"{S}/memos/m%201", None),
    "listMemos": ("GET", f"{S}/memos", None),
    "removeMemo": ("DELETE", f"{S}/memos/gone", None),
    "chooseQuote": ("PUT", f"{S}/quotes/k%201", {"question": QUESTION, "response": "r2", "theme": "culture",
                                                 "wording": "Ça va."}),
    "getQuote": ("GET", f"{S}/quotes/k%201", None),
    "listQuotes": ("GET", f"{S}/quotes", None),
    "removeQuote": ("DELETE", f"{S}/quotes/gone", None),
    "recordMemberCheck": ("PUT", f"{S}/member-checks/k1", {"question": QUESTION, "by": "Two of them", "outcome": "Yes."}),
    "listMemberChecks": ("GET", f"{S}/member-checks", None),
    "removeMemberCheck": ("DELETE", f"{S}/member-checks/gone", None),
    "signOff": ("POST", f"{S}/sign-offs", {"at": 3, "statement": "Final."}),
    "listSignOffs": ("GET", f"{S}/sign-offs", None),
    "revokeSignOff": ("DELETE", f"{S}/sign-offs/2", None),
    "listMembers": ("GET", f"{S}/members", None),
    "nameMember": ("PUT", f"{S}/members/{quote(UMA)}/name", {"name": "Uma Zürn"}),
    "pseudonymiseMember": ("POST", f"{S}/members/gone/pseudonymisation", {"reason": "They left."}),
    "requestErasure": ("PUT", f"{S}/erasures/e%201", {"respondent": "gone", "requested_by": "respondent",
                                                     "received_on": "2026-11-20"}),
    "reviewErasure": ("PUT", f"{S}/erasures/e%201/review", {"ground": "consent_withdrawn", "reason": "In writing."}),
    "decideErasure": ("PUT", f"{S}/erasures/e%201/decision", {"granted": True, "reason": "No exemption."}),
    "executeErasure": ("POST", f"{S}/erasures/e%201/execution", {"told": ["The printers"]}),
    "getErasure": ("GET", f"{S}/erasures/e%201", None),
    "listErasures": ("GET", f"{S}/erasures", None),
    "getCertificate": ("GET", f"{S}/erasures/e%201/certificate", None),
    "listSubscriptions": ("GET", f"{S}/subscriptions", None),
    "putSubscription": ("PUT", f"{S}/subscriptions/a%20hook", {"kind": "webhook", "url": "https://hooks.example/v?x=1",
                                                               "types": ["theme_assigned"], "paused": True}),
    "getSubscription": ("GET", f"{S}/subscriptions/a%20hook", None),
    "removeSubscription": ("DELETE", f"{S}/subscriptions/gone", None),
    "pauseSubscription": ("PUT", f"{S}/subscriptions/a%20hook/paused", {"paused": True}),
    "exchangeSecret": ("POST", f"{S}/subscriptions/a%20hook/secret", None),
    "readSubscription": ("GET", f"{S}/subscriptions/pull/events", None),
    "acknowledge": ("POST", f"{S}/subscriptions/pull/checkpoint", {"position": 1}),
    "listDeadLetters": ("GET", f"{S}/subscriptions/a%20hook/dead", None),
    "redeliver": ("POST", f"{S}/subscriptions/a%20hook/redelivery", {"all": True}),
}
# Statuses that are promised and not provoked here: a server that starts, drains or lost its disk
# (tests of the crash suite), and an overloaded one.
NOT_PROVOKED = {("getReadiness", 503), *((name, 503) for name, (method, _, _) in CALLS.items() if method != "GET")}


def with_query(target, query):
    return target + ("&" if "?" in target else "?") + query


def that_take(parameter):
    """The operations with this parameter."""
    return [name for name in CALLS if parameter in DOCUMENT.parameters[name]]


def reads_of(names):
    return [name for name in names if CALLS[name][0] == "GET"]


def needs_token(name):
    return DOCUMENT.operations[name].get("security") != []


class Contract(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        cls.ada = cls.server.client(CODER, "owner", document=DOCUMENT)
        cls.ada.ok("POST", "/v1/studies", {"study": STUDY, "title": "Étude"})
        cls.ada.commands(
            STUDY,
            {"type": "add_question", "question": QUESTION, "text": "Why?"},
            {"type": "add_group", "group": "g", "label": "Group"},
            {"type": "add_respondent", "respondent": "p", "group": "g"},
            {"type": "add_comment", "question": QUESTION, "comment": RESPONSE, "respondent": "p", "text": "Ça va."},
            {"type": "add_comment", "question": QUESTION, "comment": "r2", "respondent": "p"},
            {"type": "add_comment", "question": QUESTION, "comment": "split", "respondent": "p", "text": "One. Two."},
            {"type": "segment_comment", "question": QUESTION, "comment": "split", "segments": [
                {"response": "split", "begin": 0, "end": 4}, {"response": "two", "begin": 5, "end": 9}]},
            {"type": "add_respondent", "respondent": "gone"},
            {"type": "add_comment", "question": QUESTION, "comment": "of gone", "respondent": "gone", "text": "Forget it."},
            {"type": "add_theme", "theme": "culture", "label": "Culture"},
            {"type": "add_theme", "theme": THEME, "label": "Apathy", "parent": "culture"},
            {"type": "add_framework", "framework": "advice", "label": "Advice"},
            {"type": "add_theme", "theme": "listen", "label": "Listen", "framework": "advice"},
            {"type": "link_themes", "theme": THEME, "other": "listen"},
            {"type": "add_question", "question": "elsewhere", "text": "Where?"},
            {"type": "add_theme", "theme": "narrow", "label": "Narrow", "questions": ["elsewhere"]},
            {"type": "add_question", "question": ROUND, "text": "Who?"},
            {"type": "add_comment", "question": ROUND, "comment": "r", "respondent": "p", "text": "We."},
            {"type": "open_round", "round": ROUND, "parts": [{"question": ROUND, "coders": [CODER], "per_response": 1}]},
            {"type": "add_question", "question": "hidden", "text": "What?"},
            {"type": "add_member", "member": "bee", "role": "coder"},
            {"type": "add_member", "member": "gone", "role": "coder"},
            {"type": "open_round", "round": "blind", "blind": True, "parts": [{"question": "hidden", "coders": ["bee"]}]},
            {"type": "add_member", "member": UMA, "role": "coder"},
            *({"type": "add_question", "question": question, "text": "Whence?"} for question in (LAYERED, ADOPTED)),
            *({"type": "add_comment", "question": question, "comment": RESPONSE, "respondent": "p", "text": "Ça va."}
              for question in (LAYERED, ADOPTED)),
            *({"type": "open_round", "round": question, "blind": True, "unitizing": True,
               "parts": [{"question": question, "coders": [UMA]}]} for question in (LAYERED, ADOPTED)),
            {"type": "set_coding", "question": QUESTION, "response": RESPONSE, "themes": [THEME]},
            {"type": "assign_theme", "question": QUESTION, "response": "r2", "theme": "culture"})
        cls.uma = cls.server.client(UMA, "coder", document=DOCUMENT)
        for question in (LAYERED, ADOPTED):
            cls.uma.ok("PUT", L.replace(quote(LAYERED), quote(question)), CALLS["setLayer"][2])
        cls.ada.commands(STUDY, {"type": "close_round", "round": ADOPTED})
        for name, kind in (("writeMemo", "memos"), ("chooseQuote", "quotes"), ("recordMemberCheck", "member-checks")):
            cls.ada.ok("PUT", f"{S}/{kind}/gone", CALLS[name][2])
        for name in ("requestErasure", "reviewErasure", "decideErasure", "executeErasure"):
            cls.ada.ok(*CALLS[name])
        cls.ada.ok("PUT", f"{S}/members/gone/name", {"name": "Gone Girl"})
        cls.ada.ok("PUT", f"{S}/subscriptions/pull", {"kind": "pull", "after": 0})
        cls.ada.ok("PUT", f"{S}/subscriptions/a%20hook", CALLS["putSubscription"][2])
        cls.ada.ok("PUT", f"{S}/subscriptions/gone", {"kind": "pull"})
        cls.undone = {}

    def call(self, name, query="", client=None, body=..., **headers):
        """CALLS[name], changed as said; the answer is checked against the document."""
        method, target, _ = CALLS[name]
        body = self.good_body(name, headers.get("Idempotency_Key")) if body is ... else body
        if isinstance(body, str):
            headers.setdefault("Content_Type", "text/csv")
        return (client or self.by(name)).call(method, with_query(target, query) if query else target, body, **headers)

    def by(self, name):
        """Who makes a call: a layer is set by its own coder, who is blind to its question."""
        return self.uma if name == "setLayer" else self.ada

    def good_body(self, name, key=None):
        """What a call may be sent with now; under the same key the same. A commit is taken back once."""
        if name != "undo":
            return CALLS[name][2]
        if key is None or key not in self.undone:
            more = {"type": "add_group", "group": f"g{len(self.undone)}-{self.ada.position(STUDY)}", "label": "More"}
            self.undone[key] = {"position": self.ada.commands(STUDY, more)["position"], "reason": "A mistake."}
        return self.undone[key]

    def assert_problem(self, answer, status, slug, field=None):
        self.assertEqual((answer.status, answer.problem), (status, slug), answer)
        if field is not None:
            self.assertEqual(answer.json.get("field"), field, answer)

    def test_01_every_operation_succeeds(self):
        self.assertEqual(set(CALLS), set(DOCUMENT.operations))
        for name in CALLS:
            with self.subTest(name):
                self.assertIn(self.call(name).status, (200, 201, 202))

    def test_head_answers_as_get_without_the_body(self):
        for name, (method, target, _) in CALLS.items():
            if method == "GET" and name != "getMetrics":
                with self.subTest(name):
                    get, head = self.call(name), self.ada.call("HEAD", target)
                    self.assertEqual((head.status, head.body), (get.status, b""))
                    for header in ("Content-Type", "Content-Length", "ETag", "Verbatim-Position"):
                        self.assertEqual(head.headers.get(header), get.headers.get(header), header)

    def test_other_methods_are_refused_with_those_that_work(self):
        for path in {target.split("?")[0] for _, target, _ in CALLS.values()}:
            methods = {"GET", "POST", "PUT", "DELETE", "PATCH"}
            works = {method for method in methods if DOCUMENT.operation_of(method, path)}
            for method in methods - works:
                with self.subTest(f"{method} {path}"):
                    answer = self.ada.call(method, path)
                    self.assert_problem(answer, 405, "method_not_allowed")
                    allowed = {word.strip() for word in answer.headers["Allow"].split(",")} - {"HEAD", "OPTIONS"}
                    self.assertEqual(allowed, works)
                    options = self.ada.call("OPTIONS", path)
                    self.assertEqual((options.status, options.headers["Allow"]), (204, answer.headers["Allow"]))

    def test_without_a_known_token_nothing_is_said(self):
        strangers = [self.server.connect(token, DOCUMENT) for token in (None, "vbt_unknown", "nonsense")]
        for name in CALLS:
            for stranger in strangers:
                with self.subTest(f"{name} with token {stranger.token}"):
                    if needs_token(name):
                        self.assert_problem(self.call(name, client=stranger), 401, "unauthenticated")
                    else:
                        self.assertEqual(self.call(name, client=stranger).status, 200)
        stranger = self.server.connect(None, DOCUMENT)
        for scheme in ("Basic YTpi", "Bearer", "Bearer ", f"bearer  {self.ada.token} x"):
            with self.subTest(scheme):
                self.assert_problem(stranger.call("GET", "/v1/me", Authorization=scheme), 401, "unauthenticated")

    def test_roles_that_may_not_are_told_so(self):
        viewer = self.server.client("vi", "viewer", document=DOCUMENT)
        for name in CALLS:
            refusal = DOCUMENT.operations[name]["responses"].get("403")
            if refusal and not refusal["$ref"].endswith("BlindRound"):
                with self.subTest(name):
                    self.assert_problem(self.call(name, client=viewer), 403, "forbidden")

    def test_coders_in_a_blind_round_are_told_so(self):
        bee = self.server.client("bee", "coder", document=DOCUMENT)
        for name, operation in DOCUMENT.operations.items():
            if operation["responses"].get("403", {}).get("$ref", "").endswith("BlindRound"):
                with self.subTest(name):
                    method, target, body = CALLS[name]
                    target = target.replace(quote(QUESTION), "hidden")
                    if name == "getCounts":
                        target = with_query(target, f"basis=coder:{quote(CODER)}")
                    self.assert_problem(bee.call(method, target, body), 403, "blind_round")

    def test_an_unknown_study_is_not_found(self):
        for name in that_take("study"):
            with self.subTest(name):
                method, target, body = CALLS[name]
                headers = {"Content_Type": "text/csv"} if isinstance(body, str) else {}
                answer = self.by(name).call(method, target.replace(S, "/v1/studies/nobody"), body, **headers)
                self.assert_problem(answer, 404, "unknown_study")

    def test_unknown_things_are_named(self):
        for word, name, there in (("question", "getCounts", QUESTION), ("question", "setCoding", QUESTION),
                                  ("question", "listLayers", LAYERED), ("question", "adoptLayers", ADOPTED),
                                  ("question", "getLayer", LAYERED), ("comment", "getLayer", RESPONSE),
                                  ("response", "getResponse", RESPONSE), ("response", "assignTheme", RESPONSE),
                                  ("theme", "assignTheme", THEME), ("theme", "withdrawTheme", THEME)):
            with self.subTest(f"{name} {word}"):
                method, target, body = CALLS[name]
                unknown = f"{target}/".replace(f"/{quote(there)}/", "/nobody/")[:-1]
                self.assert_problem(self.ada.call(method, unknown, body), 404, f"unknown_{word}", word)
        self.assert_problem(self.ada.call("GET", C.replace(quote(CODER), "nobody")), 404, "unknown_member", "coder")
        self.assert_problem(self.ada.call("GET", "/problems/nothing"), 404, "not_found")
        self.assert_problem(self.ada.call("GET", "/v1/nothing"), 404, "not_found")

    def test_subscriptions_are_refused_with_the_field_at_fault(self):
        put = lambda body, name="new": self.ada.call("PUT", f"{S}/subscriptions/{name}", body)
        hook = {"kind": "webhook", "url": "https://hooks.example/"}
        for body, slug, field in (({}, "missing_field", "/kind"), ({"kind": "mail"}, "invalid_value", "/kind"),
                                  ({"kind": "webhook"}, "missing_field", "/url"),
                                  ({"kind": "pull", "url": "https://hooks.example/"}, "invalid_value", "/url"),
                                  ({**hook, "types": ["theme_assigned", "theme_lost"]}, "invalid_value", "/types/1"),
                                  ({**hook, "after": 10**9}, "future_moment", "/after"),
                                  ({**hook, "secret": "mine"}, "invalid_value", "/secret")):
            with self.subTest(body):
                self.assert_problem(put(body), 422, slug, field)
        self.assert_problem(put(hook, "x" * 129), 422, "invalid_value", "subscription")
        self.assert_problem(put({"kind": "pull"}, "a%20hook"), 409, "already_exists", "/kind")
        for name in ("getSubscription", "readSubscription", "acknowledge", "listDeadLetters", "redeliver",
                     "exchangeSecret", "pauseSubscription"):
            with self.subTest(name):
                method, target, body = CALLS[name]
                nobody = target.replace("a%20hook", "nobody").replace("pull", "nobody")
                self.assert_problem(self.ada.call(method, nobody, body), 404, "unknown_subscription", "subscription")
        for name, there, other in (("readSubscription", "pull", "a%20hook"), ("acknowledge", "pull", "a%20hook"),
                                   ("listDeadLetters", "a%20hook", "pull"), ("redeliver", "a%20hook", "pull"),
                                   ("exchangeSecret", "a%20hook", "pull")):
            with self.subTest(name):
                method, target, body = CALLS[name]
                answer = self.ada.call(method, target.replace(there, other), body)
                self.assert_problem(answer, 409, "not_allowed_now", "subscription")
        self.assert_problem(self.call("acknowledge", body={"position": 10**9}), 422, "future_moment", "/position")
        self.assert_problem(self.call("redeliver", body={}), 422, "invalid_value", "/positions")
        self.assert_problem(self.call("pauseSubscription", body={}), 422, "missing_field", "/paused")
        self.assert_problem(self.call("readSubscription", "limit=0"), 422, "invalid_value", "limit")
        self.assertNotIn("secret", self.call("getSubscription").json)

    def test_reads_show_an_earlier_moment(self):
        for name in that_take("as_of"):
            with self.subTest(name):
                position = self.ada.position(STUDY)
                answer = self.call(name, f"as_of={position}")
                self.assertEqual((answer.status, answer.json["position"]), (200, position))
                self.assertEqual(self.call(name, "as_of=2099-01-01T00:00:00Z").status, 422)
                self.assert_problem(self.call(name, f"as_of={position + 1000000}"), 422, "future_moment", "as_of")
                self.assert_problem(self.call(name, "as_of=0"), 404, "unknown_study")
                self.assert_problem(self.call(name, "as_of=1999-01-01T00:00:00%2B01:00"), 404, "unknown_study")
                for wrong in ("", "x", "-1", "1.5", "2024-13-01T00:00:00Z", "99999999999999999999"):
                    self.assert_problem(self.call(name, f"as_of={wrong}"), 422, "invalid_value", "as_of")

    def test_reads_wait_for_no_position_that_has_not_come(self):
        for name in reads_of(that_take("Verbatim-Min-Position")):
            with self.subTest(name):
                position = self.ada.position(STUDY)
                self.assertEqual(self.call(name, Verbatim_Min_Position=position).status, 200)
                late = self.call(name, Verbatim_Min_Position=position + 1000)
                self.assert_problem(late, 503, "future_moment")
                self.assertGreaterEqual(int(late.headers["Retry-After"]), 1)
                for wrong in ("x", "-1", "1.5"):
                    self.assert_problem(self.call(name, Verbatim_Min_Position=wrong), 422, "invalid_value",
                                        "Verbatim-Min-Position")

    def test_writes_to_a_study_do_nothing_before_a_position_that_has_not_come(self):
        takes = set(that_take("Verbatim-Min-Position"))
        for name in CALLS:
            if name in reads_of(CALLS) or not CALLS[name][1].startswith(f"{S}/"):
                continue
            with self.subTest(name):
                self.assertIn(name, takes)
                body = self.good_body(name)  # may write what is to be undone
                position = self.ada.position(STUDY)
                late = self.call(name, body=body, Verbatim_Min_Position=position + 1000)
                self.assert_problem(late, 503, "future_moment", "Verbatim-Min-Position")
                wrong = self.call(name, body=body, Verbatim_Min_Position="x")
                self.assert_problem(wrong, 422, "invalid_value", "Verbatim-Min-Position")
                self.assertEqual(self.ada.position(STUDY), position)
        self.assertEqual(self.call("assignTheme", Verbatim_Min_Position=self.ada.position(STUDY)).status, 200)

    def test_reads_are_conditional(self):
        for name in that_take("If-None-Match"):
            with self.subTest(name):
                tag = self.call(name).headers["ETag"]
                for have in (tag, f'"other", {tag}', f"W/{tag.removeprefix('W/')}", "*"):
                    answer = self.call(name, If_None_Match=have)
                    self.assertEqual((answer.status, answer.headers["ETag"]), (304, tag), have)
                self.assertEqual(self.call(name, If_None_Match='"other"').status, 200)

    def test_what_is_not_described_is_refused(self):
        for name in CALLS:
            if needs_token(name):
                with self.subTest(name):
                    self.assert_problem(self.call(name, "asof=3"), 422, "invalid_value", "asof")
        for name in that_take("as_of"):
            with self.subTest(name):
                self.assert_problem(self.call(name, "as_of=3&as_of=4"), 422, "invalid_value", "as_of")

    def test_broken_targets_are_refused(self):
        for name in that_take("study"):
            with self.subTest(name):
                method, target, body = CALLS[name]
                for broken in (f"{S}%", f"{S}%f", f"{S}%00", f"{S}%ff", f"{S}%ED%A0%80"):
                    data = b"" if body is None else json.dumps(body).encode()
                    raw = wire.head(method, target.replace(S, broken), self.ada.token, Content_Length=len(data),
                                    Content_Type="application/json", Connection="close")
                    answer = wire.exchange(self.server, raw + data)
                    DOCUMENT.check(method, target, answer)
                    self.assertEqual(answer.status, 400, answer)
                    self.assertIn(answer.problem, ("malformed_request", "invalid_utf8"))

    def test_bodies_of_another_type_are_refused(self):
        for name, (_, _, body) in CALLS.items():
            if body is not None:
                with self.subTest(name):
                    text = body if isinstance(body, str) else json.dumps(self.good_body(name))
                    for wrong in ("text/plain", "application/xml", "application/x-www-form-urlencoded"):
                        answer = self.call(name, body=text, Content_Type=wrong)
                        self.assert_problem(answer, 415, "unsupported_media_type")
                    kind = "text/csv" if body is CSV else "application/json"
                    for wrong in ({"Content_Encoding": "gzip"}, {"Content_Encoding": "identity, br"},
                                  {"Content_Type": f"{kind}; charset=iso-8859-1"},
                                  {"Content_Type": f'{kind}; header=present; Charset="UTF-16"'}):
                        answer = self.call(name, body=text, **{"Content_Type": kind, **wrong})
                        self.assert_problem(answer, 415, "unsupported_media_type")
                        self.assertEqual(answer.json["field"], list(wrong)[0].replace("_", "-"))
                    good = "text/csv; charset=us-ascii" if body is CSV else "application/json; charset=utf-8"
                    self.assertIn(self.call(name, body=text, Content_Type=good, Content_Encoding="identity").status, (200, 201))

    def test_bodies_that_cannot_be_read_are_refused(self):
        for name, (_, _, body) in CALLS.items():
            if body is not None:
                with self.subTest(name):
                    slug = "malformed_csv" if body is CSV else "malformed_json"
                    broken = body[:-3] + '"' if body is CSV else json.dumps(body)[:-1]
                    media = "text/csv" if body is CSV else "application/json"
                    self.assert_problem(self.call(name, body=broken, Content_Type=media), 400, slug)
                    self.assert_problem(self.call(name, body=b"\xff\xfe", Content_Type=media), 400, "invalid_utf8")

    def test_bodies_that_are_too_large_are_refused_by_their_announcement(self):
        limits = {"setLayer": 1 << 20, "runCommands": 16 << 20, "sendOffline": 16 << 20, "importCsv": 256 << 20,
                  "computeAgreement": 4 << 20}
        for name, (method, target, body) in CALLS.items():
            if body is not None:
                with self.subTest(name):
                    raw = wire.head(method, target, self.ada.token, Content_Length=limits.get(name, 64 << 10) + 1,
                                    Content_Type="application/json")
                    answer = wire.exchange(self.server, raw)
                    DOCUMENT.check(method, target, answer)
                    self.assert_problem(answer, 413, "too_large")

    def test_writes_are_idempotent_by_key(self):
        others = {
            "openStudy": (CALLS["openStudy"][1], {"study": "another", "title": "Other title"}),
            "runCommands": (CALLS["runCommands"][1], {"commands": [{"type": "add_group", "group": "x", "label": "X"}]}),
            "importCsv": (CALLS["importCsv"][1], CSV.replace("other", "others")),
            "recode": (CALLS["recode"][1], {"with": [THEME], "take": ["culture"]}),
            "setCoding": (C, {"themes": []}),
            "setLayer": (L, {"units": []}),
            "adoptLayers": (CALLS["adoptLayers"][1], {"coder": UMA, "reason": "Hers, after all."}),
            "assignTheme": (f"{C}/themes/culture", None),
            "withdrawTheme": (f"{C}/themes/culture", None),
            "takeNext": (CALLS["takeNext"][1].replace(f"question={quote(ROUND)}", f"question={quote(QUESTION)}"), None),
            "settleResponse": (CALLS["settleResponse"][1], {"themes": [], "reason": "So it is."}),
            "unsettleResponse": (CALLS["unsettleResponse"][1], {"reason": "Or so."}),
            "undo": (CALLS["undo"][1], {"position": 1, "reason": "Another."}),
            "writeMemo": (f"{S}/memos/other", CALLS["writeMemo"][2]),
            "removeMemo": (f"{S}/memos/other", None),
            "chooseQuote": (f"{S}/quotes/other", CALLS["chooseQuote"][2]),
            "removeQuote": (f"{S}/quotes/other", None),
            "recordMemberCheck": (f"{S}/member-checks/other", CALLS["recordMemberCheck"][2]),
            "removeMemberCheck": (f"{S}/member-checks/other", None),
            "signOff": (CALLS["signOff"][1], {"at": 4, "statement": "Final."}),
            "revokeSignOff": (f"{S}/sign-offs/5", None),
            "nameMember": (CALLS["nameMember"][1], {"name": "Uma"}),
            "pseudonymiseMember": (CALLS["pseudonymiseMember"][1], {"reason": "They asked for it."}),
            "requestErasure": (f"{S}/erasures/other", CALLS["requestErasure"][2]),
            "reviewErasure": (CALLS["reviewErasure"][1], {"ground": "child", "reason": "R"}),
            "decideErasure": (CALLS["decideErasure"][1], {"granted": False, "reason": "R"}),
            "executeErasure": (CALLS["executeErasure"][1], {}),
        }
        for name in that_take("Idempotency-Key"):
            with self.subTest(name):
                key = f"key-of-{name}"
                first = self.call(name, Idempotency_Key=key)
                again = self.call(name, Idempotency_Key=key)
                self.assertIsNone(first.headers.get("Idempotent-Replayed"))
                self.assertEqual(again.headers.get("Idempotent-Replayed"), "true")
                self.assertEqual((again.status, again.json), (first.status, first.json))
                method, (target, body) = CALLS[name][0], others[name]
                headers = {"Content_Type": "text/csv"} if isinstance(body, str) else {}
                other = self.by(name).call(method, target, body, Idempotency_Key=key, **headers)
                self.assert_problem(other, 422, "command_reused")
                for wrong in ("", "x" * 129, "two words", "é"):
                    answer = self.call(name, Idempotency_Key=wrong)
                    self.assert_problem(answer, 422, "invalid_value", "Idempotency-Key")

    def test_a_write_that_remembers_no_key_refuses_one(self):
        keyless = [name for name, (method, *_) in CALLS.items() if method != "GET" and name not in that_take("Idempotency-Key")]
        self.assertIn("exchangeSecret", keyless)
        for name in keyless:
            with self.subTest(name):
                self.assert_problem(self.call(name, Idempotency_Key="k"), 422, "invalid_value", "Idempotency-Key")

    def test_what_the_state_does_not_allow_is_a_conflict(self):
        self.assert_problem(self.call("openStudy", body={"study": STUDY, "title": "Other"}), 409, "already_exists", "/study")
        for name, path in (("assignTheme", f"{C}/themes/narrow"),):
            self.assert_problem(self.ada.call("PUT", path), 409, "not_allowed_now", "theme")
        self.assert_problem(self.call("setCoding", body={"themes": ["narrow"]}), 409, "not_allowed_now", "/themes/0")
        self.assert_problem(self.call("recode", body={"with": [THEME], "put": ["narrow"]}), 409, "not_allowed_now", "/put")
        narrow = {"units": [{"begin": 0, "end": 2, "themes": ["narrow"]}]}
        self.assert_problem(self.call("setLayer", body=narrow), 409, "not_allowed_now", "/units/0/themes/0")
        self.assert_problem(self.call("adoptLayers", body={"coder": "bee", "reason": "R"}), 409, "not_allowed_now", "/coder")
        self.assert_problem(self.call("chooseQuote", body={**CALLS["chooseQuote"][2], "theme": "listen"}), 409,
                            "not_allowed_now", "theme")
        self.assert_problem(self.call("settleResponse", body={"themes": ["narrow"], "reason": "R"}), 409,
                            "not_allowed_now", "/themes/0")
        stranger = self.server.client("stranger", "coder", document=DOCUMENT)
        self.assert_problem(self.call("takeNext", client=stranger), 409, "not_allowed_now", "coder")
        of_the_round = f"{S}/questions/{quote(ROUND)}/responses/r/codings/stranger/themes/culture"
        for method in ("PUT", "DELETE"):
            self.assert_problem(stranger.call(method, of_the_round), 409, "not_allowed_now", "coder")
        batch = {"commands": [WORK["commands"][0], {"type": "add_group", "group": "g", "label": "Other"}]}
        self.assert_problem(self.call("runCommands", body=batch), 409, "already_exists", "/commands/1/group")
        answer = self.call("importCsv", body=CSV + f"split,{QUESTION},bo,culture\n")
        self.assert_problem(answer, 409, "not_allowed_now", "item_id")
        self.assertIn("line 3", answer.json["detail"].lower())
        self.assert_problem(self.call("undo", body={"position": 1, "reason": "x"}), 409, "not_allowed_now", "/position")
        self.ada.ok("PUT", f"{S}/memos/mine", CALLS["writeMemo"][2])
        bo = self.server.client("bo@home", "coder", document=DOCUMENT)
        self.assert_problem(bo.call("PUT", f"{S}/memos/mine", CALLS["writeMemo"][2]), 409, "already_exists", "memo")
        self.call("signOff")
        self.assert_problem(self.call("signOff", body={"at": 3, "statement": "Not quite."}), 409, "already_exists",
                            "/statement")

    def test_an_erasure_goes_its_way(self):
        asked = CALLS["requestErasure"][2]
        self.assert_problem(self.call("requestErasure", body={**asked, "reference": "R"}), 409, "already_exists", "erasure")
        for name, body in (("reviewErasure", {"ground": "child", "reason": "R"}),
                           ("decideErasure", {"granted": False, "reason": "R"})):
            self.assert_problem(self.call(name, body=body), 409, "not_allowed_now", "erasure")
        self.ada.ok("PUT", f"{S}/erasures/e2", {**asked, "respondent": "p"})
        for method, path, body in (("POST", "execution", {}), ("GET", "certificate", None)):
            self.assert_problem(self.ada.call(method, f"{S}/erasures/e2/{path}", body), 409, "not_allowed_now", "erasure")
        self.ada.ok("POST", f"{S}/undo", {"position": self.ada.position(STUDY), "reason": "A test."})
        self.assert_problem(self.ada.call("GET", f"{S}/erasures/e2"), 404, "unknown_erasure", "erasure")
        text = self.call("getCertificate", "format=text")
        self.assertEqual((text.status, text.media_type), (200, "text/plain"))

    def test_of_who_was_erased_nothing_is_taken(self):
        comment = {"type": "add_comment", "question": QUESTION, "comment": "more", "respondent": "gone", "text": "Again."}
        memo = {"about": {"kind": "respondent", "id": "gone"}, "text": "They left."}
        for name, body in (("runCommands", {"commands": [comment]}), ("writeMemo", memo),
                           ("chooseQuote", {**CALLS["chooseQuote"][2], "response": "of gone"}),
                           ("importCsv", f"item_id,question,coder,labels,text,respondent\nx,{QUESTION},bo,,Again,gone\n")):
            self.assert_problem(self.call(name, body=body), 410, "erased")

    def test_of_who_was_pseudonymised_no_name_is_taken(self):
        self.assertEqual(self.call("pseudonymiseMember").status, 200)
        self.assert_problem(self.ada.call("PUT", f"{S}/members/gone/name", {"name": "Again"}), 410, "erased", "member")

    def test_a_coding_is_written_only_as_it_was_seen(self):
        for name in that_take("If-Match"):
            with self.subTest(name):
                revision = self.ada.ok("GET", L if name == "setLayer" else C)["revision"]
                stale = self.call(name, If_Match='"1"')
                self.assert_problem(stale, 412, "stale_condition", "If-Match")
                self.assertEqual(stale.json["position"], revision)
                self.assertEqual(stale.json["between"][-1], revision)
                self.assertEqual(self.call(name, If_Match=f'"{revision}"').status, 200)
                self.assertEqual(self.call(name, If_Match="*").status, 200)
                for wrong in ("x", "1", '"x"', '"-1"', 'W/"1"', '"1", "2"', ""):
                    self.assert_problem(self.call(name, If_Match=wrong), 422, "invalid_value", "If-Match")

    def test_wrong_values_name_their_field(self):
        for name, query, slug, field in (
                ("getCounts", "basis=most", "invalid_value", "basis"),
                ("getCounts", "by=age", "invalid_value", "by"),
                ("getCounts", f"layer={quote(UMA)}&basis=any", "invalid_value", "layer"),
                ("listLayers", "limit=0", "invalid_value", "limit"),
                ("listLayers", "finished=perhaps", "invalid_value", "finished"),
                ("getAgreement", "coefficient=kappa", "invalid_value", "coefficient"),
                ("getAgreement", "coefficient=", "invalid_value", "coefficient"),
                ("listResponses", "limit=0", "invalid_value", "limit"),
                ("listResponses", "limit=1001", "invalid_value", "limit"),
                ("listResponses", "limit=ten", "invalid_value", "limit"),
                ("listResponses", f"coder={quote(CODER)}&state=done", "invalid_value", "state"),
                ("listResponses", "state=unseen", "invalid_value", "state"),
                ("listStale", "limit=0", "invalid_value", "limit"),
                ("listStale", "limit=1001", "invalid_value", "limit"),
                ("readEvents", "limit=0", "invalid_value", "limit"),
                ("readEvents", "limit=10001", "invalid_value", "limit"),
                ("readEvents", "format=xml", "invalid_value", "format"),
                ("readEvents", "after=-1", "invalid_value", "after"),
                ("getCheckpoint", "at=0", "invalid_value", "at"),
                ("getCheckpoint", "at=1000000", "future_moment", "at"),
                ("proveInclusion", "size=2", "invalid_value", "position"),
                ("proveInclusion", "size=1000000", "future_moment", "size"),
                ("proveConsistency", "to=1", "invalid_value", "from"),
                ("readRecord", "limit=10001", "invalid_value", "limit")):
            with self.subTest(f"{name} {query}"):
                self.assert_problem(self.call(name, query), 422, slug, field)
        for name, query, slug, field in (
                ("getCounts", "basis=coder:nobody", "unknown_member", "basis"),
                ("getCounts", "basis=coder:", "unknown_member", "basis"),
                ("getCounts", "layer=nobody", "unknown_member", "layer"),
                ("listLayers", "coder=nobody", "unknown_member", "coder"),
                ("listLayers", "after=nothing", "unknown_comment", "after"),
                ("getCounts", "framework=nothing", "unknown_framework", "framework"),
                ("getAgreement", f"coders={quote(CODER)},nobody", "unknown_member", "coders"),
                ("getAgreement", "framework=nothing", "unknown_framework", "framework"),
                ("listThemes", "framework=nothing", "unknown_framework", "framework"),
                ("listThemes", "question=nothing", "unknown_question", "question"),
                ("listStale", "after=nothing", "unknown_response", "after"),
                ("listStale", "coder=nobody", "unknown_member", "coder"),
                ("listResponses", "after=nothing", "unknown_response", "after"),
                ("listResponses", "coder=nobody", "unknown_member", "coder")):
            with self.subTest(f"{name} {query}"):
                self.assert_problem(self.call(name, query), 404, slug, field)
        for query, slug, field in (("", "invalid_value", "format"), ("format=words", "invalid_value", "format"),
                                   ("format=codings&dry_run=perhaps", "invalid_value", "dry_run"),
                                   ("format=codings&framework=", "invalid_value", "framework")):
            with self.subTest(f"importCsv {query}"):
                answer = self.ada.call("POST", f"{S}/imports?{query}", CSV, Content_Type="text/csv")
                self.assert_problem(answer, 422, slug, field)
        for query, status, slug, field in (
                ("to=advice", 422, "invalid_value", "to"),
                ("framework=themes&to=themes", 422, "invalid_value", "to"),
                ("framework=themes&to=advice&basis=most", 422, "invalid_value", "basis"),
                ("framework=nothing&to=advice", 404, "unknown_framework", "framework"),
                ("framework=themes&to=nothing", 404, "unknown_framework", "to"),
                ("group=nothing", 404, "unknown_group", "group")):
            with self.subTest(f"getConnections {query}"):
                self.assert_problem(self.ada.call("GET", f"{Q}/connections?{query}"), status, slug, field)
        for body, slug, field in (({"title": "No id"}, "missing_field", "/study"),
                                  ({"study": "x"}, "missing_field", "/title"),
                                  ({"study": "", "title": "x"}, "invalid_value", "/study"),
                                  ({"study": "x" * 129, "title": "x"}, "invalid_value", "/study"),
                                  ({"study": "x\ty", "title": "x"}, "invalid_value", "/study"),
                                  ({"study": 7, "title": "x"}, "invalid_value", "/study"),
                                  ({"study": "x", "title": "x", "owner": "me"}, "invalid_value", "/owner")):
            with self.subTest(f"openStudy {body}"):
                self.assert_problem(self.call("openStudy", body=body), 422, slug, field)

    def test_reliability_data_are_computed_or_refused_with_their_place(self):
        def ask(body, query="", **headers):
            return self.ada.call("POST", f"/v1/agreement?{query}", body, **headers)
        alpha = {"coefficient": "krippendorff_alpha", "label": None}
        table = [[0, 1], [1, 1], [0, 1], [0, 0], [0, 0], [0, 1], [0, 0], [0, 0], [1, 0], [0, 0]]
        answer = ask({"items": table}, "coefficient=krippendorff_alpha")
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(len(answer.json["results"]), 1)
        self.assertAlmostEqual(answer.json["results"][0]["value"], 0.095, delta=5e-4)  # Krippendorff 2011, A
        csv = "ada,bo\n" + "".join(f"{a},{b}\n" for a, b in table)
        same = ask(csv, "coefficient=krippendorff_alpha", Content_Type="text/csv")
        self.assertEqual(same.json["results"], answer.json["results"])
        everything = ask({"items": [[["a"], ["a", "b"]], [[], []], [["b"], ["b"]]]}, "resamples=50").json["results"]
        self.assertTrue(any(row["coefficient"] == "krippendorff_alpha_masi" and row["se"] for row in everything))
        self.assertFalse([row for row in everything if row["value"] is None and row["reason"] is None])
        bare = ask(table, "coefficient=krippendorff_alpha")
        self.assertEqual(bare.json["results"], answer.json["results"])
        for text, place in (("item,ada,bo\nr1,x,x\nr2,x,y\nr1,x,x\n", "Line 4, column 1 (item): this item stands on line 2"),
                            ("item,ada,bo\n", "Line 2"), ("ada\nx\n", "Line 1"), ("", "")):
            with self.subTest(f"computeAgreement {text!r}"):
                refused = ask(text, Content_Type="text/csv")
                self.assertEqual(refused.status, 422 if "stands" in place else 400, refused)
                self.assertIn(place, refused.json["detail"])
        constant = ask({"items": [[1, 1], [1, 1]]}).json["results"]
        self.assertIn({**alpha, "value": None, "reason": "no_variation"},
                      [{key: row[key] for key in ("coefficient", "label", "value", "reason")} for row in constant])
        for body, slug, field in (({}, "missing_field", "/items"),
                                  ({"items": [[1, 2], [1]]}, "invalid_value", "/items/1"),
                                  ({"items": [[1, {}]]}, "invalid_value", "/items/0/1"),
                                  ({"items": [[1, 2]], "categoris": [1, 2, 3]}, "invalid_value", "/categoris"),
                                  ({"items": [[1, 2]] * 2, "rows": [{"response": "r"}] * 2}, "invalid_value", "/rows/1/response"),
                                  ([[1, 2], [1]], "invalid_value", "/1"),
                                  ({"items": [[1, 2]], "scale": 5}, "invalid_value", "/scale"),
                                  ({"items": [[1, 2]], "custom_weights": {"x": {"type": 5}}}, "invalid_value", "/custom_weights/x/type"),
                                  ({"items": [[1, 1]], "custom_weights": dict.fromkeys(map(str, range(21)), {})}, "invalid_value", "/custom_weights"),
                                  ({"items": [], "categories": list(range(201))}, "invalid_value", "/categories"),
                                  ({"items": [[1] * 201]}, "invalid_value", "/items/0"),
                                  ({"spans": [], "length": 0}, "missing_field", "/length"),
                                  ({"spans": [], "length": 1_000_001}, "invalid_value", "/length")):
            with self.subTest(f"computeAgreement {str(body)[:80]}"):
                self.assert_problem(ask(body), 422, slug, field)
        for query in ("coefficient=kappa", "scale=metric", "resamples=1001", "seed=-1", "sets=perhaps"):
            with self.subTest(f"computeAgreement {query}"):
                self.assert_problem(ask({"items": [[1, 1]]}, query), 422, "invalid_value", query.split("=")[0])
        numbers = {"items": [[1, 2], [3, 3], [2, 2]]}
        for body, query in ((numbers, "scale=interval"), ({**numbers, "scale": "ordinal"}, "")):
            self.assert_problem(ask(body, f"coefficient=krippendorff_alpha&{query}"), 422, "invalid_value", "coefficient")
            self.assertEqual(ask(body, f"coefficient=krippendorff_alpha,%20krippendorff_alpha_ordinal&{query}").status, 200)
        many = {"items": [[1, 2]] * 10_001}
        self.assert_problem(ask(many), 422, "invalid_value", "/items/10000")

    def test_by_group_is_there_when_it_is_asked_for(self):
        plain, grouped = self.call("getCounts").json, self.call("getCounts", "by=group").json
        self.assertNotIn("groups", plain)
        self.assertTrue(all("groups" not in theme for theme in plain["themes"]))
        self.assertTrue(all(len(theme["groups"]) == len(grouped["groups"]) for theme in grouped["themes"]))

    def test_the_served_document_is_the_one_in_the_repository(self):
        self.assertTrue(self.call("getOpenApiYaml").body == PATH.read_bytes(), "another schemas/openapi.yaml")
        self.assertTrue(self.call("getOpenApiJson").json == DOCUMENT.tree, "the JSON is not the YAML")

    def test_every_problem_is_explained(self):
        for kind in DOCUMENT.tree["components"]["schemas"]["Problem"]["properties"]["type"]["enum"]:
            with self.subTest(kind):
                self.assertEqual(self.ada.call("GET", kind).status, 200)

    def test_metrics_are_prometheus_text(self):
        sample = r'[a-zA-Z_:][a-zA-Z0-9_:]*({([a-zA-Z_]\w*="[^"]*",?)*})? [-+0-9.eE]+|.* [+-]?Inf|.* NaN'
        lines = self.call("getMetrics").body.decode().splitlines()
        samples = [line for line in lines if line and not line.startswith("#")]
        self.assertGreater(len(samples), 5)
        for line in samples:
            self.assertRegex(line, f"^({sample})$")
        for secret in (STUDY, CODER, "vbt_"):
            self.assertFalse(any(secret in line for line in lines), f"{secret} is nobody's business")

    def test_ndjson_events_are_as_described(self):
        answer = self.call("readEvents", Accept="application/x-ndjson")
        self.assertEqual(answer.media_type, "application/x-ndjson")
        self.assertEqual([event["position"] for event in answer.lines], list(range(1, len(answer.lines) + 1)))
        self.assertIn("Link", self.call("readEvents", "limit=2").headers)

    def test_head_of_a_stream_ends(self):
        for kind in ("application/x-ndjson", "text/event-stream"):
            with self.subTest(kind):
                head = self.ada.call("HEAD", f"{S}/events", Accept=kind)
                self.assertEqual((head.status, head.media_type, head.body), (200, kind, b""))

    def test_live_events_are_as_described(self):
        with wire.Events(self.server, f"{S}/events?after=0", self.ada.token) as feed:
            self.assertEqual((feed.status, feed.headers.get_content_type()), (200, "text/event-stream"))
            for position, kind, data in feed.take(10):
                event = json.loads(data)
                DOCUMENT.validate({"$ref": "#/components/schemas/Event"}, event, f"event {position}")
                self.assertEqual((event["position"], event["type"]), (position, kind))

    def test_zz_every_promised_status_was_seen(self):
        promised = {(name, int(status)) for name, operation in DOCUMENT.operations.items()
                    for status in operation["responses"] if status != "default"}
        seen = {(name, status) for name, statuses in DOCUMENT.seen.items() for status in statuses}
        self.assertEqual(sorted(promised - seen - NOT_PROVOKED), [])


if __name__ == "__main__":
    facts.main()
