#!/usr/bin/python3
"""The live feed: new events come by themselves, to everybody, in order, and a quiet one is kept open."""

import json
import threading
import time
import unittest

import facts
import wire
from contract import Document
from server import Server

HEARTBEAT_SECONDS_MAX = 20  # promised: 15


class LiveFeed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.document = Document()
        cls.server = cls.enterClassContext(Server())
        cls.ada = cls.server.client("ada", document=cls.document)
        cls.ada.ok("POST", "/v1/studies", {"study": "s", "title": "S"})

    def follow(self, query="", **headers):
        return wire.Events(self.server, f"/v1/studies/s/events{query}", self.ada.token, **headers)

    def add_groups(self, prefix, count):
        for number in range(count):
            self.ada.commands("s", {"type": "add_group", "group": f"{prefix}{number}", "label": "G"})

    def test_what_happens_is_shown_to_all_who_follow(self):
        before = self.ada.position("s")
        feeds = [self.follow(Last_Event_ID=before) for _ in range(8)]
        writer = threading.Thread(target=self.add_groups, args=("live", 50))
        writer.start()
        for feed in feeds:
            with feed:
                events = feed.take(50)
            self.assertEqual([position for position, _, _ in events], list(range(before + 1, before + 51)))
            for position, kind, data in events:
                event = json.loads(data)
                self.document.validate({"$ref": "#/components/schemas/Event"}, event, f"event {position}")
                self.assertEqual((event["position"], event["type"]), (position, kind))
        writer.join()

    def test_the_feed_and_the_lines_say_the_same(self):
        self.add_groups("same", 3)
        lines = self.ada.export("s").decode().splitlines()
        with self.follow() as feed:
            self.assertEqual([data for _, _, data in feed.take(len(lines))], lines)

    def test_cloud_events_are_the_same_events_in_the_same_order(self):
        self.add_groups("cloud", 3)
        plain = [json.loads(line) for line in self.ada.export("s").splitlines()]
        target = "/v1/studies/s/events?format=cloudevents"
        lines = self.ada.call("GET", target, Accept="application/x-ndjson").lines
        page = self.ada.ok("GET", f"{target}&limit=10000")["events"]
        with self.follow("?format=cloudevents", Last_Event_ID=1) as feed:
            live = [(position, kind, json.loads(data)) for position, kind, data in feed.take(len(plain) - 1)]
        self.assertEqual([event["data"] for event in lines], plain)
        self.assertEqual(page, lines)
        self.assertEqual(live, [(event["position"], event["type"], cloud) for event, cloud in zip(plain[1:], lines[1:])])
        for event in lines:
            self.document.validate({"$ref": "#/components/schemas/CloudEvent"}, event, f"event {event['id']}")
            self.assertEqual((event["id"], event["source"]), (str(event["data"]["position"]), "/v1/studies/s"))
            self.assertEqual((event["type"], event["time"]), ("verbatim." + event["data"]["type"], event["data"]["time"]))
        self.assertEqual(sorted(lines, key=lambda event: event["sequence"]), lines)
        first = self.ada.call("GET", f"{target}&limit=2")
        self.assertIn("format=cloudevents", first.headers["Link"])

    def test_a_follower_that_was_cut_off_misses_nothing(self):
        last = self.ada.position("s")
        seen = []
        for number in range(5):
            with self.follow(Last_Event_ID=last) as feed:
                self.add_groups(f"cut{number}-", 3)
                seen += [position for position, _, _ in feed.take(2)]
            last = seen[-1]
        self.assertEqual(seen, list(range(seen[0], seen[0] + 10)))

    def test_a_feed_ends_with_its_token(self):
        token = self.server.token("gone", "auditor")
        with wire.Events(self.server, "/v1/studies/s/events", token, Last_Event_ID=self.ada.position("s")) as feed:
            self.add_groups("before", 1)
            self.assertEqual(len(feed.take(1)), 1)
            listed = json.loads(self.server.verbatim("token", "list", "--data", self.server.data, "--json"))
            public = next(entry["id"] for entry in listed["tokens"] if entry["name"] == "gone")
            self.server.verbatim("token", "revoke", "--data", self.server.data, public)
            time.sleep(3)  # the server looks at the tokens, and the feed at its own, every second
            self.add_groups("after", 3)
            self.assertEqual([event for event in feed if event is not None], [])

    def test_a_quiet_feed_beats(self):
        with self.follow(Last_Event_ID=self.ada.position("s")) as feed:
            began = time.monotonic()
            self.assertIsNone(next(iter(feed)))
            self.assertLess(time.monotonic() - began, HEARTBEAT_SECONDS_MAX)


if __name__ == "__main__":
    facts.main()
