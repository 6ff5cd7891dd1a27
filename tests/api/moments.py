"""Answers as they were live at each position, to be held against what `as_of` says of them later.

    moments = Moments(document, client, {"study": "s", "question": "q", ...})
    moments.record()            # after each write
    moments.check(client)       # at any time, on any server of the same data
"""

from client import quote


class Moments:
    """Every read operation of the document that takes `as_of` and whose placeholders are given."""

    def __init__(self, document, client, ids, queries=()):
        self.client, self.study = client, ids["study"]
        self.targets = []
        for name, (method, path) in document.places.items():
            if method != "GET" or "as_of" not in document.parameters[name]:
                continue
            names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
            if all(known in ids for known in names):
                for known in names:
                    path = path.replace("{" + known + "}", quote(ids[known]))
                self.targets.append(path)
        self.targets += queries
        self.lived = {}  # position -> [(target, status, body)]

    def record(self):
        position = self.client.position(self.study)
        self.lived[position] = [(target, answer.status, answer.body) for target in self.targets
                                for answer in [self.client.call("GET", target)]]
        return position

    def check(self, client, positions=None):
        """Answers how many answers were compared. Refusals are compared by their status alone."""
        compared = 0
        for position in positions or sorted(self.lived):
            for target, status, body in self.lived[position]:
                answer = client.call("GET", f"{target}{'&' if '?' in target else '?'}as_of={position}")
                assert answer.status == status, f"{target} at {position}: {answer}, live it was {status}"
                if status == 200:
                    assert answer.body == body, f"{target} at {position}:\n{answer.body}\nlive it was\n{body}"
                compared += 1
        return compared
