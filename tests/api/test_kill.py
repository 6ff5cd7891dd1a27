#!/usr/bin/python3
"""kill -9 in the middle of a storm, again and again: nothing that was said to be written is lost.

After each restart: what was exported or shown on a live feed before is how the log begins, byte by
byte; every acknowledged write is there, once; a write that was not acknowledged is sent again under
its key and has one effect; the figures equal a recount.

VERBATIM_KILLS: how often (default 25). VERBATIM_SEED: repeats the same choices.
"""

import os
import random
import threading
import time
import unittest

import facts
import recount
import storm
import wire
from server import Server

KILLS = int(os.environ.get("VERBATIM_KILLS", "25"))
SEED = int(os.environ.get("VERBATIM_SEED") or random.randrange(2**32))


class Follower(threading.Thread):
    """Collects what a live feed shows, as lines of NDJSON, until the connection breaks."""

    def __init__(self, server, token, after):
        super().__init__(daemon=True)
        self.feed = wire.Events(server, f"/v1/studies/{storm.STUDY}/events?after={after}", token)
        self.shown = []

    def run(self):
        with self.feed:
            self.shown = [event[2] for event in self.feed if event is not None]


class Killed(unittest.TestCase):
    def test_nothing_acknowledged_is_lost(self):
        print(f"VERBATIM_SEED={SEED}, {KILLS} kills", flush=True)
        moments = random.Random(SEED)
        with Server() as server:
            self.server, self.lea = server, server.client("lea", "owner")
            quiet = storm.set_up(self.lea)
            gale = storm.Storm(server, moments.random())
            exported = self.lea.export(storm.STUDY)
            study = recount.Study().add(exported)
            for number in range(1, KILLS + 1):
                follower = Follower(server, self.lea.token, study.position)
                follower.start()
                gale.blow(lambda stop: self.kill_after(moments.uniform(0.2, 1.2), stop))
                follower.join()
                server.start()
                exported = self.check_log(exported, follower.shown, study)
                storm.check_acks(study, gale, quiet)
                recount.compare(study, self.lea, storm.STUDY, storm.BASES)
                print(f"kill {number}: {len(gale.acked)} acknowledged, {sum(map(bool, gale.waiting))} waiting, "
                      f"{study.position} events, {len(follower.shown)} shown", flush=True)

            gale.blow(lambda stop: time.sleep(1))  # settles what waits
            exported = self.check_log(exported, [], study)
            storm.check_acks(study, gale, quiet)
            self.assertFalse(any(gale.waiting))
            server.stop()
            server.verbatim("replay", "--verify", "--data", server.data)
            server.start()
            self.check_log(exported, [], study)
            recount.compare(study, self.lea, storm.STUDY, storm.BASES)

    def kill_after(self, seconds, stop):
        time.sleep(seconds)
        stop.set()
        self.server.kill()

    def check_log(self, before, shown, study):
        """The log begins as it was, and goes on as was shown. Adds what is new to `study`."""
        now = self.lea.export(storm.STUDY)
        self.assertTrue(now.startswith(before), "the log does not begin as it did")
        new = now[len(before):]
        self.assertEqual(new.decode().splitlines()[:len(shown)], shown, "the log is not what the live feed showed")
        if new:
            study.add(new)
        return now


if __name__ == "__main__":
    facts.main()
