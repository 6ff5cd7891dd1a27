#!/usr/bin/python3
"""Sixteen coders at once: every figure equals a recount, every acknowledgement is found once.

VERBATIM_STORM_SECONDS: how long (default 30). VERBATIM_SEED: repeats the same choices.
"""

import os
import random
import threading
import time
import unittest

import facts
import recount
import storm
from server import Server

SECONDS = float(os.environ.get("VERBATIM_STORM_SECONDS", "30"))
SEED = int(os.environ.get("VERBATIM_SEED") or random.randrange(2**32))


class ManyCoders(unittest.TestCase):
    def test_coding_at_the_same_time(self):
        print(f"VERBATIM_SEED={SEED}, {SECONDS} s", flush=True)
        with Server() as server:
            lea = server.client("lea", "owner")
            quiet = storm.set_up(lea)
            gale = storm.Storm(server, SEED)
            gale.blow(lambda stop: time.sleep(SECONDS))
            exported = lea.export(storm.STUDY)
            study = recount.Study().add(exported)
            print(f"{len(gale.acked)} acknowledged writes, {study.position - quiet} events", flush=True)
            self.assertGreater(len(gale.acked), 100)
            storm.check_acks(study, gale, quiet)
            self.assertEqual(sum(write.events for write in gale.acked), study.position - quiet)
            recount.compare(study, lea, storm.STUDY, storm.BASES)

            server.stop()
            server.verbatim("replay", "--verify", "--data", server.data)
            server.start()
            self.assertEqual(lea.export(storm.STUDY), exported)
            recount.compare(study, lea, storm.STUDY, storm.BASES)

    def test_one_command_sent_many_times_at_once(self):
        with Server() as server:
            lea = server.client("lea", "owner")
            lea.ok("POST", "/v1/studies", {"study": "s", "title": "S"})
            clients = [server.connect(lea.token) for _ in range(8)]
            for number in range(20):
                before = lea.position("s")
                start, answers = threading.Barrier(len(clients)), []

                def send(client, body, key):
                    start.wait()
                    answers.append(client.call("POST", "/v1/studies/s/commands", body, Idempotency_Key=key))

                body = {"commands": [{"type": "add_group", "group": f"g{number}", "label": "G"}]}
                threads = [threading.Thread(target=send, args=(client, body, f"key-{number}")) for client in clients]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                self.assertEqual({answer.status for answer in answers}, {200}, answers)
                told = {(answer.json["position"], answer.json["events"]) for answer in answers}
                self.assertEqual(told, {(before + 1, 1)})
                self.assertEqual(sum(answer.headers.get("Idempotent-Replayed") is None for answer in answers), 1)
                self.assertEqual(lea.position("s"), before + 1)


if __name__ == "__main__":
    facts.main()
