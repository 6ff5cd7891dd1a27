#!/usr/bin/python3
"""Subscriptions: whoever follows gets each event at least once and in order, whatever dies in between,
and nobody gets what they may not see, or is led where they may not go."""

import json
import pathlib
import re
import subprocess
import tempfile
import threading
import time
import unittest

import facts
from contract import Document
from receiver import Receiver, wait_until
from server import Server

QUICK = ("--webhook-retry-seconds", "0.02", "--webhook-attempts", "3", "--webhook-timeout-seconds", "2")
HERE = ("--webhook-allow", "127.0.0.0/8")
TEXT = "I never told this to anybody."


def groups(count, prefix="g"):
    return [{"type": "add_group", "group": f"{prefix}{number}", "label": "G"} for number in range(count)]


class WithServer(unittest.TestCase):
    OPTIONS = (*QUICK, *HERE)

    def setUp(self):
        self.document = Document()
        self.server = self.enterContext(Server(*self.OPTIONS))
        self.ada = self.server.client("ada", document=self.document)
        self.ada.ok("POST", "/v1/studies", {"study": "s", "title": "S"})

    def hook(self, receiver, name="hook", client=None, **more):
        body = {"kind": "webhook", "url": receiver.url(), **more}
        return (client or self.ada).ok("PUT", f"/v1/studies/s/subscriptions/{name}", body)

    def state(self, name="hook"):
        return self.ada.ok("GET", f"/v1/studies/s/subscriptions/{name}")

    def dead(self, name="hook"):
        return self.ada.ok("GET", f"/v1/studies/s/subscriptions/{name}/dead")["dead"]

    def caught_up(self, name="hook"):
        return wait_until(lambda: self.state(name)["lag"] == 0, "the subscription catches up")

    def paused(self, name="hook"):
        return wait_until(lambda: self.state(name)["paused_because"], "the server pauses it")


class Webhooks(WithServer):
    def test_each_event_comes_signed_in_order_as_a_cloud_event(self):
        with Receiver() as receiver:
            secret = self.hook(receiver, after=0)["secret"]
            self.ada.commands("s", *groups(20))
            self.caught_up()
            page = self.ada.ok("GET", "/v1/studies/s/events?format=cloudevents")["events"]
            self.assertEqual([one.event for one in receiver.got], page)
            for one in receiver.got:
                self.assertTrue(one.is_signed_with(secret))
                self.assertFalse(one.is_signed_with("whsec_" + "A" * 43 + "="))
                self.assertEqual(one.headers["Content-Type"], "application/cloudevents+json")
                self.assertLess(abs(int(one.headers["webhook-timestamp"]) - time.time()), 3600)
                self.assertNotIn(".", one.headers["webhook-id"])
            self.assertEqual(len({one.headers["webhook-id"] for one in receiver.got}), len(page))

    def test_what_is_refused_or_late_is_sent_again_and_nothing_overtakes_it(self):
        seen = []

        def answer(delivered):
            seen.append(delivered.position)
            tries = seen.count(delivered.position)
            if tries == 1 and delivered.position % 3 == 0:
                return 503
            if tries == 1 and delivered.position == 4:
                time.sleep(5)  # longer than the server waits
            return 204
        with Receiver(answer) as receiver:
            self.hook(receiver, after=0)
            self.ada.commands("s", *groups(6))
            self.caught_up()
            last = self.ada.position("s")
            self.assertEqual(seen, [p for position in range(1, last + 1)
                                    for p in [position] * (2 if position % 3 == 0 or position == 4 else 1)])
            again = [one.headers["webhook-id"] for one in receiver.got if one.position == 3]
            self.assertEqual(len(set(again)), 1)
            self.assertEqual(self.dead(), [])

    def test_what_is_never_taken_goes_to_the_dead_letters_and_can_be_sent_again(self):
        broken = {3}
        with Receiver(lambda one: 500 if one.position in broken else 204) as receiver:
            self.hook(receiver, after=0)
            self.ada.commands("s", *groups(4))
            self.caught_up()
            letter, = self.dead()
            self.assertEqual((letter["position"], letter["attempts"], letter["reason"]), (3, 3, "It answered 500."))
            self.assertEqual(receiver.positions[-2:], [self.ada.position("s") - 1, self.ada.position("s")])
            redelivery = "/v1/studies/s/subscriptions/hook/redelivery"
            self.assertEqual(self.ada.ok("POST", redelivery, {"positions": [3]})["asked"], 1)
            wait_until(lambda: self.dead()[0]["attempts"] == 4, "it fails once more")
            self.assertFalse(self.dead()[0]["again"])
            broken.clear()
            self.assertEqual(self.ada.ok("POST", redelivery, {"all": True})["asked"], 1)
            wait_until(lambda: self.dead() == [], "it is delivered")
            self.assertEqual(receiver.positions[-1], 3)
            metrics = self.server.connect(None).call("GET", "/metrics").body.decode()
            self.assertIn('verbatim_webhook_attempts_total{outcome="given_up"} 1', metrics)
            self.assertIn("verbatim_webhook_dead_letters 0", metrics)

    def test_where_nobody_is_it_pauses_and_goes_on_where_it_stopped(self):
        receiver = Receiver().start()
        receiver.stop()
        self.hook(receiver, after=0)
        self.ada.commands("s", *groups(10))
        self.assertIn("3 events in a row", self.paused())
        self.assertEqual([letter["position"] for letter in self.dead()], [1, 2, 3])
        with receiver:
            self.ada.ok("POST", "/v1/studies/s/subscriptions/hook/redelivery", {"all": True})
            self.ada.ok("PUT", "/v1/studies/s/subscriptions/hook/paused", {"paused": False})
            self.caught_up()
            self.assertEqual(receiver.positions, list(range(1, self.ada.position("s") + 1)))
            self.assertEqual(self.dead(), [])

    def test_who_is_gone_is_sent_no_more(self):
        with Receiver(lambda _: 410) as receiver:
            self.hook(receiver, after=0)
            self.assertIn("410", self.paused())
            self.assertEqual(receiver.positions, [1])
            self.assertEqual((self.dead(), self.state()["checkpoint"]), ([], 0))

    def test_who_fails_and_then_is_gone_is_looked_at_no_more_than_others(self):
        with Receiver(lambda _: 500 if len(receiver.got) == 1 else 410) as receiver:
            self.hook(receiver, after=0)
            self.assertIn("410", self.paused())
            self.assertEqual(len(receiver.got), 2)
            self.assertLess(self.looks_in(2), 20, "once a second")

    def looks_in(self, seconds):
        def looks():
            metrics = self.server.connect(None).call("GET", "/metrics").body.decode()
            return float(re.search(r"^verbatim_webhook_looks_total (\S+)", metrics, re.M)[1])
        before, begun = looks(), time.monotonic()
        while time.monotonic() < begun + seconds:
            time.sleep(0.1)
        count = looks() - before
        return count * seconds / max(seconds, time.monotonic() - begun)

    def test_a_pause_overwrites_nothing_that_others_change_meanwhile(self):
        pull, client = "/v1/studies/s/subscriptions/pull", self.server.client("ada", document=self.document)
        self.ada.ok("PUT", pull, {"kind": "pull"})
        for number in range(300):
            type_ = ("group_added", "question_added")[number % 2]
            other = threading.Thread(target=client.ok, args=("PUT", f"{pull}/paused", {"paused": True}))
            other.start()
            self.ada.ok("PUT", pull, {"kind": "pull", "types": [type_]})
            other.join()
            self.assertEqual(self.state("pull")["types"], [type_])

    def test_a_redirection_is_not_followed(self):
        with Receiver(lambda one: (302, {"Location": "/elsewhere"}) if one.path == "/hook" else 204) as receiver:
            self.hook(receiver, after=0)
            self.ada.commands("s", *groups(3))
            self.paused()
            self.assertEqual({one.path for one in receiver.got}, {"/hook"})
            self.assertIn("302", self.dead()[0]["reason"])

    def test_only_what_was_asked_for_is_sent_and_the_rest_is_passed(self):
        with Receiver() as receiver:
            self.hook(receiver, after=0, types=["question_added"])
            self.ada.commands("s", *groups(5), {"type": "add_question", "question": "q", "text": "Why?"}, *groups(5, "h"))
            self.caught_up()
            self.assertEqual([one.event["type"] for one in receiver.got], ["verbatim.question_added"])

    def test_the_secret_is_shown_once_and_stands_nowhere_in_the_open(self):
        with Receiver() as receiver:
            secret = self.hook(receiver)["secret"]
            told = [self.ada.call("GET", "/v1/studies/s/subscriptions").body, self.ada.call("GET", "/metrics").body,
                    json.dumps(self.hook(receiver)).encode(), self.ada.export("s"),
                    json.dumps(self.ada.ok("PUT", "/v1/studies/s/subscriptions/hook/paused", {"paused": False})).encode()]
            self.ada.commands("s", *groups(1))
            self.caught_up()
            self.server.kill()
            files = [path.read_bytes() for path in self.server.folder.rglob("*") if path.is_file()]
            self.assertGreater(len(files), 10)
            for text in told + files:
                self.assertNotIn(secret.encode(), text)
                self.assertNotIn(secret.removeprefix("whsec_").encode(), text)
            self.assertEqual((self.server.data / "subscriptions").stat().st_mode & 0o777, 0o700)
            self.server.start()

    def test_secrets_are_exchanged_without_a_gap(self):
        with Receiver() as receiver:
            old = self.hook(receiver)["secret"]
            new = self.ada.ok("POST", "/v1/studies/s/subscriptions/hook/secret")["secret"]
            self.ada.commands("s", *groups(1))
            self.caught_up()
            self.assertTrue(receiver.got[0].is_signed_with(old) and receiver.got[0].is_signed_with(new))
            # Asked for again, since the answer was lost: whoever has the first one still has its day.
            newest = self.ada.ok("POST", "/v1/studies/s/subscriptions/hook/secret")["secret"]
            self.ada.commands("s", *groups(1, "h"))
            self.caught_up()
            self.assertEqual([receiver.got[-1].is_signed_with(one) for one in (old, new, newest)], [True, True, True])
            self.assertIsNotNone(self.state()["old_secret_until"])
            for _ in range(7):
                newest = self.ada.ok("POST", "/v1/studies/s/subscriptions/hook/secret")["secret"]
            full = self.ada.call("POST", "/v1/studies/s/subscriptions/hook/secret")
            self.assertEqual((full.status, full.problem), (409, "not_allowed_now"))
            self.server.kill()
            self.server.start()
            self.ada.commands("s", *groups(1, "i"))
            self.caught_up()
            self.assertEqual([receiver.got[-1].is_signed_with(one) for one in (old, newest)], [True, True])

    def test_what_was_made_by_somebody_who_was_removed_stops(self):
        self.ada.commands("s", {"type": "add_member", "member": "lee", "role": "lead"})
        lee = self.server.client("lee", "lead")
        with Receiver() as receiver:
            self.hook(receiver, client=lee)
            self.ada.commands("s", *groups(1))
            self.caught_up()
            before = len(receiver.got)
            self.ada.commands("s", {"type": "remove_member", "member": "lee"})
            wait_until(lambda: self.ada.commands("s", *groups(1, f"x{time.monotonic()}")) and
                       self.state()["paused_because"], "it is paused")
            stopped = self.state()["checkpoint"]
            self.ada.commands("s", *groups(3, "late"))
            self.assertIn("lee", self.state()["paused_because"])
            self.assertEqual(self.state()["checkpoint"], stopped)
            self.assertLess(before, self.ada.position("s"))
            self.ada.ok("PUT", "/v1/studies/s/subscriptions/hook/paused", {"paused": False})  # ada answers for it now
            self.caught_up()
            self.assertEqual(receiver.positions[-1], self.ada.position("s"))

    def test_a_maker_who_codes_blindly_is_sent_no_words_of_others_and_nobody_a_text(self):
        self.ada.commands(
            "s", {"type": "add_member", "member": "lee", "role": "lead"}, {"type": "add_member", "member": "bo", "role": "coder"},
            {"type": "add_question", "question": "q", "text": "Why?"}, {"type": "add_respondent", "respondent": "p"},
            {"type": "add_comment", "question": "q", "comment": "r", "respondent": "p", "text": TEXT},
            {"type": "add_theme", "theme": "t", "label": "T"},
            {"type": "open_round", "round": "blind", "blind": True, "parts": [{"question": "q", "coders": ["lee", "bo"]}]})
        lee, bo = self.server.client("lee", "lead"), self.server.client("bo", "coder")
        with Receiver() as to_lee, Receiver() as to_ada:
            self.hook(to_lee, client=lee, name="lees", after=0)
            self.hook(to_ada, name="adas", after=0)
            for client, name in ((bo, "bo"), (lee, "lee")):
                client.ok("PUT", f"/v1/studies/s/questions/q/responses/r/codings/{name}", {"themes": ["t"]})
            self.caught_up("lees")
            self.caught_up("adas")
            coders = lambda receiver: {one.event["data"]["data"].get("coder") for one in receiver.got} - {None}
            self.assertEqual((coders(to_lee), coders(to_ada)), ({"lee"}, {"lee", "bo"}))
            for one in to_lee.got + to_ada.got:
                self.assertNotIn(TEXT.encode(), one.body)

    def test_a_lead_who_codes_blindly_learns_nothing_of_what_others_are_sent(self):
        lea = self.server.client("lea", "lead", document=self.document)
        bo = self.server.client("bo", "coder", document=self.document)
        self.ada.commands(
            "s", {"type": "add_member", "member": "lea", "role": "lead"}, {"type": "add_member", "member": "bo", "role": "coder"},
            {"type": "add_question", "question": "q", "text": "Why?"}, {"type": "add_respondent", "respondent": "p"},
            {"type": "add_comment", "question": "q", "comment": "c", "respondent": "p", "text": TEXT},
            {"type": "add_theme", "theme": "t", "label": "T"},
            {"type": "open_round", "round": "r", "blind": True, "parts": [{"question": "q", "coders": ["lea", "bo"]}]})
        with Receiver(lambda request: 500) as receiver:
            self.hook(receiver, types=["theme_assigned", "round_closed"])
            coded = bo.ok("PUT", "/v1/studies/s/questions/q/responses/c/codings/bo/themes/t")["position"]
            wait_until(lambda: self.state()["dead"] == 1, "it is given up")
            self.assertEqual([letter["position"] for letter in self.dead()], [coded])
            url = "/v1/studies/s/subscriptions"
            for one in (lea.ok("GET", f"{url}/hook"), lea.ok("GET", url)["subscriptions"][0]):
                self.assertEqual([one[told] for told in ("checkpoint", "lag", "dead", "trouble", "paused_because")], [None] * 5)
            self.assertEqual(lea.ok("GET", f"{url}/hook/dead")["dead"], [])
            refused = lea.call("POST", f"{url}/hook/redelivery", {"positions": [coded]})
            self.assertEqual((refused.status, refused.problem), (403, "blind_round"))
            said = self.server.verbatim("subscription", "list", "s", "--server", f"http://127.0.0.1:{self.server.port}",
                                        "--token", self.server.token("lea", "lead"))
            self.assertIn("hook", said)
            self.ada.commands("s", {"type": "close_round", "round": "r"})
            self.assertEqual(lea.ok("GET", f"{url}/hook/dead")["dead"][0]["position"], coded)

    def test_a_maker_who_codes_blindly_is_told_nothing_of_what_a_commit_hides_from_them(self):
        lea = self.server.client("lea", "lead", document=self.document)
        bo = self.server.client("bo", "coder", document=self.document)
        self.ada.commands(
            "s", {"type": "add_member", "member": "lea", "role": "lead"}, {"type": "add_member", "member": "bo", "role": "coder"},
            *({"type": "add_question", "question": q, "text": "Why?"} for q in ("q", "open")),
            {"type": "add_respondent", "respondent": "p"}, {"type": "add_theme", "theme": "t", "label": "T"},
            *({"type": "add_comment", "question": q, "comment": "c", "respondent": "p", "text": TEXT} for q in ("q", "open")),
            {"type": "open_round", "round": "r", "blind": True, "parts": [{"question": "q", "coders": ["lea", "bo"]}]})
        before = self.ada.position("s")
        with Receiver() as to_lea:
            self.hook(to_lea, client=lea, name="leas", after=before)
            assign = [{"type": "assign_theme", "question": q, "response": "c", "theme": "t"} for q in ("open", "q")]
            bo.ok("POST", "/v1/studies/s/commands", {"commands": assign, "reason": "Kept from the blind."})
            self.caught_up("leas")
            told = [one.event["data"] for one in to_lea.got]
        self.assertEqual([(event["position"], event["commit"]["count"], event["reason"]) for event in told],
                         [(before + 1, None, None)])

    def test_the_command_line_does_all_of_it(self):
        def run(*words):
            return self.server.verbatim("subscription", words[0], "s", *words[1:], "--server",
                                        f"http://127.0.0.1:{self.server.port}", "--token", self.server.token("ada", "owner"))
        broken = {2}
        self.ada.commands("s", *groups(3))
        with Receiver(lambda one: 500 if one.position in broken else 204) as receiver:
            self.assertRegex(run("add", "hook", "--webhook", receiver.url(), "--after", "0"), "^whsec_")
            self.caught_up()
            self.assertRegex(run("list"), r"hook +webhook +active +0 +1 +ada")
            self.assertIn("It answered 500.", run("dead", "hook"))
            broken.clear()
            self.assertIn("1 event", run("redeliver", "hook", "--all"))
            wait_until(lambda: self.dead() == [], "it is delivered")
            self.assertRegex(run("show", "hook"), r"checkpoint +" + str(self.ada.position("s")))
            run("pause", "hook")
            self.assertIn("paused", run("show", "hook"))
            run("resume", "hook")
            self.assertRegex(run("secret", "hook"), "^whsec_")
            run("add", "pull", "--after", "1", "--type", "group_added")
            self.assertEqual(len(run("read", "pull").splitlines()), 3)
            self.assertIn("2", run("ack", "pull", "2"))
            self.assertEqual(run("remove", "hook"), "Removed hook.\n")
            self.assertNotIn("hook", run("list"))


class Deaths(WithServer):
    def test_no_event_is_missed_when_the_server_is_killed_between_deliveries(self):
        with Receiver() as receiver:
            self.hook(receiver, after=0)
            for number in range(8):
                count = len(receiver.got)
                self.ada.commands("s", *groups(6, f"r{number}-"))
                wait_until(lambda: len(receiver.got) >= count + 1 + number % 4, "some are delivered")
                self.server.kill()
                self.server.start()
            self.caught_up()
            last = self.ada.position("s")
            first_time = list(dict.fromkeys(receiver.positions))
            self.assertEqual(first_time, list(range(1, last + 1)))
            # Only the one at hand comes again: never one before an event that was sent already.
            for before, after in zip(receiver.positions, receiver.positions[1:]):
                self.assertIn(after - before, (0, 1))

    def test_dead_letters_and_pauses_survive_too(self):
        with Receiver(lambda one: 500 if one.position == 2 else 410 if one.position == 4 else 204) as receiver:
            self.hook(receiver, after=0)
            self.ada.commands("s", *groups(5))
            self.paused()
            before = self.state(), self.dead()
            self.server.kill()
            self.server.start()
            self.assertEqual((self.state(), self.dead()), before)
            self.assertEqual([letter["position"] for letter in self.dead()], [2])

    def test_a_pull_subscription_goes_on_where_its_reader_acknowledged(self):
        pull = "/v1/studies/s/subscriptions/pull"
        self.ada.ok("PUT", pull, {"kind": "pull", "after": 0})
        self.ada.commands("s", *groups(6))
        read = lambda: self.ada.ok("GET", f"{pull}/events?limit=3")
        first = read()
        self.assertEqual([event["id"] for event in first["events"]], ["1", "2", "3"])
        self.assertEqual(read()["events"], first["events"])  # not acknowledged: given again
        self.assertEqual(self.ada.ok("POST", f"{pull}/checkpoint", {"position": first["acknowledge"]})["checkpoint"], 3)
        self.server.kill()
        self.server.start()
        self.assertEqual([event["id"] for event in read()["events"]], ["4", "5", "6"])
        self.assertEqual(self.ada.ok("POST", f"{pull}/checkpoint", {"position": 1})["checkpoint"], 3)
        auditor = self.server.client("otto", "auditor")
        self.assertEqual([event["id"] for event in auditor.ok("GET", f"{pull}/events?limit=1")["events"]], ["4"])
        self.ada.ok("PUT", pull, {"kind": "pull", "types": ["question_added"]})
        last = read()
        self.assertEqual((last["events"], last["acknowledge"], last["more"]), ([], self.ada.position("s"), False))


class Elsewhere(unittest.TestCase):
    """Where a webhook may not go."""

    def start(self, *options, **environment):
        server = self.enterContext(Server(*QUICK, *options, **environment))
        client = server.client("ada", document=Document())
        client.ok("POST", "/v1/studies", {"study": "s", "title": "S"})
        return server, client

    def test_addresses_that_are_not_public_are_refused(self):
        _, ada = self.start()
        for host in ("127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
                     "[::1]", "[fe80::1]", "[fd00::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
                     "localhost", "a.localhost", "LOCALHOST"):
            with self.subTest(host):
                answer = ada.call("PUT", "/v1/studies/s/subscriptions/x", {"kind": "webhook", "url": f"https://{host}/"})
                self.assertEqual((answer.status, answer.json["field"]), (422, "/url"), answer)
        for url in ("http://hooks.example/", "ftp://hooks.example/", "https://ada:pw@hooks.example/", "https:///x",
                    "https://hooks.example/#x", "hooks.example", "https://hooks.example:99999/"):
            with self.subTest(url):
                answer = ada.call("PUT", "/v1/studies/s/subscriptions/x", {"kind": "webhook", "url": url})
                self.assertEqual((answer.status, answer.json["field"]), (422, "/url"), answer)

    def test_a_name_is_looked_at_when_it_is_connected_to(self):
        """What is no address when it is written can still lead to one: the resolver reads 127.1 as 127.0.0.1."""
        _, ada = self.start()
        with Receiver() as receiver:
            for number, host in enumerate(("127.1", "0x7f.1", "2130706433")):
                name = f"/v1/studies/s/subscriptions/x{number}"
                answer = ada.call("PUT", name, {"kind": "webhook", "url": f"https://{host}:{receiver.port}/", "after": 0})
                if answer.status == 422:
                    continue
                wait_until(lambda: ada.ok("GET", name)["dead"] > 0, "it is given up")
                self.assertIn("no public address", ada.ok("GET", f"{name}/dead")["dead"][0]["reason"])
            self.assertEqual(receiver.got, [])

    def test_an_operator_names_what_is_allowed_in_a_file(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        (folder / "verbatim.toml").write_text('webhook-allow = ["127.0.0.1", "hooks.intern"]\npublic-url = "https://verbatim.example"\n')
        _, ada = self.start("--config", folder / "verbatim.toml")
        with Receiver() as receiver:
            ada.ok("PUT", "/v1/studies/s/subscriptions/x", {"kind": "webhook", "url": receiver.url(), "after": 0})
            wait_until(lambda: receiver.got, "it is delivered")
            self.assertEqual(receiver.got[0].event["source"], "https://verbatim.example/v1/studies/s")

    def test_over_tls_the_receiver_proves_its_name(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

        def certificate(name, host):
            files = folder / f"{name}.crt", folder / f"{name}.key"
            subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={host}",
                            "-addext", f"subjectAltName=DNS:{host}", "-out", files[0], "-keyout", files[1]],
                           check=True, capture_output=True)
            return files
        good, other, unknown = certificate("good", "localhost"), certificate("other", "hooks.example"), certificate("unknown", "localhost")
        (folder / "trusted").write_bytes(good[0].read_bytes() + other[0].read_bytes())
        _, ada = self.start("--webhook-allow", "localhost", SSL_CERT_FILE=str(folder / "trusted"))
        with Receiver(certificate=good) as trusted, Receiver(certificate=other) as misnamed, \
                Receiver(certificate=unknown) as stranger:
            for name, receiver in (("good", trusted), ("other", misnamed), ("unknown", stranger)):
                body = {"kind": "webhook", "url": receiver.url(host="localhost"), "after": 0}
                ada.ok("PUT", f"/v1/studies/s/subscriptions/{name}", body)
            wait_until(lambda: trusted.got, "it is delivered over TLS")
            for name in ("other", "unknown"):
                wait_until(lambda: ada.ok("GET", f"/v1/studies/s/subscriptions/{name}")["dead"] > 0, "it is given up")
                letter = ada.ok("GET", f"/v1/studies/s/subscriptions/{name}/dead")["dead"][0]
                self.assertIn("TLS failed", letter["reason"])
            self.assertEqual(misnamed.got + stranger.got, [])


if __name__ == "__main__":
    facts.main()
