#!/usr/bin/python3
"""SIGTERM: what runs is finished and answered, what is live ends, and the exit code is 0."""

import threading
import time
import unittest

import facts
import wire
from server import Server

ROWS = 40_000
CSV = "item_id,question,coder,labels\n" + "".join(
    f"i{row},q{row % 4},coder-{row % 10},label-{row % 50}\n" for row in range(ROWS))


class Stop(unittest.TestCase):
    def test_a_running_import_is_finished_and_answered(self):
        with Server() as server:
            ada = server.client("ada")
            ada.ok("POST", "/v1/studies", {"study": "s", "title": "S"})
            answers = []

            def run():
                answers.append(ada.call("POST", "/v1/studies/s/imports?format=codings", CSV, Content_Type="text/csv"))

            importing = threading.Thread(target=run)
            importing.start()
            time.sleep(0.3)  # it has been sent, and is being worked on
            server.stop()
            importing.join()
            self.assertEqual((answers[0].status, answers[0].json["rows"]), (200, ROWS))
            server.start()
            self.assertEqual(ada.position("s"), answers[0].json["position"])

    def test_feeds_and_idle_connections_end(self):
        with Server() as server:
            ada = server.client("ada")
            ada.ok("POST", "/v1/studies", {"study": "s", "title": "S"})
            with wire.connect(server) as idle, wire.Events(server, "/v1/studies/s/events", ada.token) as feed:
                feed.take(2)
                server.stop()
                self.assertEqual(feed.take(1), [])
                self.assertEqual(idle.recv(1), b"")
            with self.assertRaises(ConnectionError):
                ada.call("GET", "/readyz")

    def test_writers_learn_what_became_of_every_write(self):
        """Each write is answered, or its connection ends; all that was answered is there."""
        with Server() as server:
            ada = server.client("ada")
            ada.ok("POST", "/v1/studies", {"study": "s", "title": "S"})
            acked = []

            def write(prefix):
                client = server.connect(ada.token)
                try:
                    for number in range(100_000):
                        group = f"{prefix}-{number}"
                        client.commands("s", {"type": "add_group", "group": group, "label": "G"})
                        acked.append(group)
                except ConnectionError:
                    pass

            writers = [threading.Thread(target=write, args=(name,)) for name in range(8)]
            for writer in writers:
                writer.start()
            time.sleep(0.5)
            server.stop()
            for writer in writers:
                writer.join()
            server.start()
            there = {group["group"] for group in ada.ok("GET", "/v1/studies/s")["groups"]}
            self.assertLessEqual(set(acked), there)
            self.assertLessEqual(len(there - set(acked)), len(writers))


if __name__ == "__main__":
    facts.main()
