"""Many coders at once, and what each acknowledgement must find in the log.

A Storm has CODERS clients, or as many as it is told, in threads of their own. Each codes at random, with its own token; two
share one, and guard their writes with If-Match. Half of the writes have an Idempotency-Key, and
some of those are deliberately sent again.

When the server is killed, a write that was sent and not acknowledged is *waiting* if it has a key:
it is sent again when the server is back. Without one it is *doubtful*: nobody can know.
"""

import collections
import random
import threading
import uuid

from client import quote

STUDY = "storm"
CODERS = 16
SHARED = "pair"  # the coder whose token two clients use
QUESTIONS, COMMENTS, THEMES, GROUPS = 3, 20, 6, 2
BASES = ("any", "majority", "all", "settled", "coder:coder-00", f"coder:{SHARED}")


def set_up(client):
    """The study that everybody storms: some respondents in no group, every comment split in two."""
    client.ok("POST", "/v1/studies", {"study": STUDY, "title": "Storm"})
    commands = [{"type": "add_group", "group": f"g{g}", "label": f"Group {g}"} for g in range(GROUPS)]
    commands += [{"type": "add_question", "question": f"q{q}", "text": f"Question {q}"} for q in range(QUESTIONS)]
    commands += [{"type": "add_theme", "theme": f"t{t}", "label": f"Theme {t}"} for t in range(THEMES)]
    commands.append({"type": "add_member", "member": SHARED, "role": "coder"})
    commands.append({"type": "scope_theme", "theme": "t0", "questions": ["q0", "q1"]})
    for p in range(COMMENTS):
        group = p % (GROUPS + 1)
        commands.append({"type": "add_respondent", "respondent": f"p{p}",
                         **({"group": f"g{group}"} if group < GROUPS else {})})
        for q in range(QUESTIONS):
            at = {"question": f"q{q}", "comment": f"c{p}"}
            commands.append({"type": "add_comment", **at, "respondent": f"p{p}", "text": "One thing, and another."})
            commands.append({"type": "segment_comment", **at, "segments": [
                {"response": f"c{p}", "begin": 0, "end": 9}, {"response": f"c{p}b", "begin": 11, "end": 23}]})
    return client.commands(STUDY, *commands)["position"]


class Write:
    """One write as it was sent: the call, the coding it is about, and what must be so afterwards."""

    def __init__(self, coding, call, asked, key, if_match):
        self.coding, self.call, self.asked = coding, call, asked
        self.key, self.if_match = key, if_match
        self.position = self.events = None  # of the acknowledgement

    def send(self, client):
        headers = {"Idempotency_Key": self.key} if self.key else {}
        if self.if_match is not None:
            headers["If_Match"] = f'"{self.if_match}"'
        return client.call(*self.call, **headers)

    def holds(self, themes, finished):
        """Whether a coding is as this write asks."""
        what, *asked = self.asked
        if what == "set":
            return (set(themes), finished) == (asked[0], asked[1])
        return (asked[0] in themes) == (what == "assign")

    def __repr__(self):
        return (f"{self.coding[2]}: {self.call} key={self.key} if_match={self.if_match}"
                f" -> position={self.position} events={self.events}")


class Coder(threading.Thread):
    """Writes until `stop` is set or the server is gone."""

    def __init__(self, server, name, seed, stop, waiting):
        super().__init__(name=name, daemon=True)
        self.client = server.client(name, "coder")
        self.random, self.stop, self.waiting = random.Random(seed), stop, waiting
        self.acked, self.doubtful = [], []
        self.wrong = None

    def run(self):
        try:
            if self.waiting:
                self.settle(self.waiting)
            while not self.stop.is_set():
                self.settle(self.choose())
                if self.random.random() < 0.2:
                    self.send_again()
                if self.random.random() < 0.1 and self.name != SHARED and self.acked[-1].events:
                    self.read_own_write()
        except ConnectionError as lost:
            if not self.stop.is_set():
                self.wrong = f"{self.name}: {lost}"
        except Exception as wrong:
            self.wrong = f"{self.name}: {wrong!r}"
        finally:
            self.client.close()

    def settle(self, write):
        """Sends a write and keeps its acknowledgement."""
        self.waiting = write if write.key else None
        try:
            answer = write.send(self.client)
        except ConnectionError:
            if not write.key:
                self.doubtful.append(write)
            raise
        self.waiting = None
        if answer.status == 412 and write.if_match is not None:
            return
        assert answer.status == 200, f"{write}: {answer}"
        write.position, write.events = answer.json["position"], answer.json["events"]
        self.acked.append(write)

    def send_again(self):
        """A write from a while ago: the same answer, and no effect (check_acks would find it)."""
        keyed = [write for write in self.acked[-20:] if write.key]
        if keyed:
            write = self.random.choice(keyed)
            answer = write.send(self.client)
            replayed = answer.status == 200 and answer.headers.get("Idempotent-Replayed") == "true"
            assert replayed, f"{write} again: {answer}"
            assert (answer.json["position"], answer.json["events"]) == (write.position, write.events), f"{write}: {answer}"

    def read_own_write(self):
        write = self.acked[-1]
        answer = self.client.call("GET", coding_path(write.coding), Verbatim_Min_Position=write.position)
        assert answer.status == 200, answer
        themes = {assignment["theme"] for assignment in answer.json["assignments"]}
        assert write.holds(themes, answer.json["finished"]), f"{write} is not what was read: {answer}"

    def choose(self):
        pick = self.random
        question, part = f"q{pick.randrange(QUESTIONS)}", f"c{pick.randrange(COMMENTS)}{pick.choice(['', 'b'])}"
        coding = (question, part, self.name)
        path = coding_path(coding)
        key = str(uuid.UUID(int=pick.getrandbits(128))) if pick.random() < 0.5 else None
        if_match = self.client.ok("GET", path)["revision"] if self.name == SHARED else None
        themes = [f"t{t}" for t in range(THEMES) if (t, question) != (0, "q2")]
        theme, chosen, finished = pick.choice(themes), pick.sample(themes, pick.randrange(4)), pick.random() < 0.7
        kind = pick.randrange(4 if self.name == SHARED else 5)
        if kind < 2:
            call, asked = ("PUT", f"{path}/themes/{theme}", None), ("assign", theme)
        elif kind == 2:
            call, asked = ("DELETE", f"{path}/themes/{theme}", None), ("withdraw", theme)
        elif kind == 3:
            call, asked = ("PUT", path, {"themes": chosen, "finished": finished}), ("set", set(chosen), finished)
        else:
            at = {"question": question, "response": part}
            batch = {"commands": [{"type": "set_coding", **at, "themes": chosen, "finished": False},
                                  {"type": "finish_coding" if finished else "reopen_coding", **at}]}
            call, asked = ("POST", f"/v1/studies/{STUDY}/commands", batch), ("set", set(chosen), finished)
        return Write(coding, call, asked, key, if_match)


def coding_path(coding):
    question, response, coder = coding
    return f"/v1/studies/{STUDY}/questions/{question}/responses/{response}/codings/{quote(coder)}"


class Storm:
    """`acked`, `doubtful` and `waiting` writes of all coders so far."""

    def __init__(self, server, seed, coders=CODERS):
        self.server, self.seeds = server, random.Random(seed)
        self.acked, self.doubtful = [], []
        self.waiting = [None] * coders

    def blow(self, until):
        """All coders write while `until(stop)` runs; it sets `stop` before it kills the server."""
        names = [f"coder-{number:02}" for number in range(len(self.waiting) - 2)] + [SHARED, SHARED]
        stop = threading.Event()
        coders = [Coder(self.server, name, self.seeds.random(), stop, waiting)
                  for name, waiting in zip(names, self.waiting)]
        for coder in coders:
            coder.start()
        try:
            until(stop)
        finally:
            stop.set()
            for coder in coders:
                coder.join()
        for coder in coders:
            assert coder.wrong is None, coder.wrong
            self.acked += coder.acked
            self.doubtful += coder.doubtful
        self.waiting = [coder.waiting for coder in coders]


def check_acks(study, storm, quiet):
    """Holds every acknowledgement against the log, which was quiet up to position `quiet`.

    An acked write owns the events (position - events, position]: one whole commit, by the caller,
    under its key, about its coding; what it asked for is so right after it; with If-Match, nothing
    touched the coding in between. No event has two owners, no key has two commits, and what nobody
    owns was sent by a waiting or doubtful write, at most once each.
    """
    owners, ends = {}, collections.defaultdict(list)
    for write in storm.acked:
        ends[write.position].append(write)
        for position in range(write.position - write.events + 1, write.position + 1):
            assert position not in owners, f"position {position} was acknowledged twice:\n{owners[position]}\n{write}"
            owners[position] = write

    commits_of = collections.defaultdict(set)  # key -> commits
    orphans = collections.Counter()            # coding -> commits without key or owner
    codings = collections.defaultdict(lambda: (set(), False, 0))
    for write in ends[quiet]:
        assert write.events == 0 and write.holds(set(), False), write
    for event in study.events[quiet:]:
        position, commit, owner = event["position"], event["commit"], owners.get(event["position"])
        if event["command"] is not None:
            commits_of[event["command"]].add(commit["first"])
        if owner is not None:
            whole = (commit["first"], commit["count"]) == (owner.position - owner.events + 1, owner.events)
            assert whole and (event["command"], event["actor"]) == (owner.key, owner.coding[2]), f"{owner} owns {event}"
        if event["type"] == "member_added":
            continue
        coding = tuple(event["data"][name] for name in ("question", "response", "coder"))
        themes, finished, changed_at = codings[coding]
        if owner is not None:
            assert coding == owner.coding, f"{owner} owns {event}"
            if owner.if_match is not None and changed_at < commit["first"]:
                revision = changed_at if themes or finished else 0
                assert owner.if_match == revision, f"{owner} overwrote what came at {changed_at}"
        elif event["command"] is None and changed_at < commit["first"]:
            orphans[coding] += 1
        codings[coding] = fold(event, themes, finished)
        for write in ends[position]:
            assert write.holds(*codings[write.coding][:2]), f"{write} led to {codings[write.coding]}"

    for write in storm.acked:
        if write.key:
            commits = commits_of.pop(write.key, set())
            assert len(commits) == (write.events > 0), f"{write} has its events in commits {commits}"
    waiting = {write.key for write in storm.waiting if write}
    for key, commits in commits_of.items():
        assert key in waiting and len(commits) == 1, f"command {key}, of which nobody was told, is in commits {commits}"
    doubtful = collections.Counter(write.coding for write in storm.doubtful)
    assert orphans <= doubtful, f"commits that nobody sent: {orphans - doubtful}"


def fold(event, themes, finished):
    if event["type"] == "theme_assigned":
        themes = themes | {event["data"]["theme"]}
    elif event["type"] == "theme_withdrawn":
        themes = themes - {event["data"]["theme"]}
    else:
        finished = event["type"] == "coding_finished"
    return themes, finished, event["position"]
