"""A disk that takes no more: writes stop with 503 and say why, reads go on, nothing acked is lost.

The limit on the size of files (RLIMIT_FSIZE) stands in for the full disk: the next write to the log
fails, on the very server that has been working until then.
"""

import resource
import unittest

from server import Server

CODING = "/v1/studies/disk/questions/q1/responses/r1/codings/ada"


def open_study(owner):
    owner.ok("POST", "/v1/studies", {"study": "disk", "title": "Disk"})
    owner.ok("POST", "/v1/studies/disk/commands", {"commands": [
        {"type": "add_question", "question": "q1", "text": "Why?"},
        {"type": "add_respondent", "respondent": "p1"},
        {"type": "add_comment", "question": "q1", "comment": "r1", "respondent": "p1", "text": "Money."},
        *({"type": "add_theme", "theme": f"t{i}", "label": f"Theme {i}"} for i in range(9)),
    ]})


def fill_disk(server):
    _, hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (0, hard))
    return hard


class DiskFailure(unittest.TestCase):
    def test_writes_stop_and_reads_go_on(self):
        with Server() as server:
            owner, ada = server.client("olga"), server.client("ada", "coder")
            open_study(owner)
            acked = ada.ok("PUT", f"{CODING}/themes/t0")["position"]
            before = ada.ok("GET", "/v1/studies/disk/questions/q1/counts?basis=any")
            hard = fill_disk(server)

            refused = ada.call("PUT", f"{CODING}/themes/t1")
            self.assertEqual((refused.status, refused.problem), (503, "storage_failed"), refused)
            self.assertTrue(refused.json["detail"] and refused.json["fix"], refused)

            # What was refused is nowhere to be seen; what was acked still is.
            after = ada.ok("GET", "/v1/studies/disk/questions/q1/counts?basis=any")
            self.assertEqual(after, before)
            self.assertEqual(ada.ok("GET", CODING)["assignments"][0]["theme"], "t0")
            self.assertEqual(ada.ok("GET", "/v1/studies/disk/questions/q1/responses")["responses"][0]["text"],
                             "Money.")
            ready = ada.call("GET", "/readyz")
            self.assertEqual(ready.status, 503)
            self.assertFalse(ready.json["accepts_writes"])
            self.assertIn("verbatim_accepts_writes 0", ada.call("GET", "/metrics").body.decode())

            # Room again is no reason to go on: what the failed write left behind is not known.
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
            self.assertEqual(ada.call("PUT", f"{CODING}/themes/t2").problem, "storage_failed")
            self.assertEqual(owner.call("POST", "/v1/studies", {"study": "new", "title": "N"}).problem,
                             "storage_failed")

            server.stop()
            server.start()
            ada = server.client("ada", "coder")
            coding = ada.ok("GET", CODING)
            self.assertIn("t0", [a["theme"] for a in coding["assignments"]])
            self.assertGreaterEqual(coding["position"], acked)
            ada.ok("PUT", f"{CODING}/themes/t3")


if __name__ == "__main__":
    unittest.main()
