"""The figures of a study, counted again from its exported events and from nothing else.

Written from the words of the API document, not from the server's code: slow, plain, one pass over
every coding for every figure.
"""

import collections
import json


class Study:
    """What the events say, folded one by one. Asserts that they are dense and in whole commits."""

    def __init__(self):
        self.position = 0
        self.events = []
        self.groups, self.themes = {}, {}
        self.members, self.questions = [], []
        self.group_of = {}                              # respondent -> group or None
        self.comments = collections.defaultdict(dict)   # question -> comment -> respondent
        self.responses = collections.defaultdict(dict)  # question -> response -> comment
        self.codings = collections.defaultdict(lambda: [set(), False])  # (question, response, coder) -> themes, finished

    def add(self, ndjson):
        for line in ndjson.splitlines():
            event = json.loads(line)
            self.position += 1
            assert event["position"] == self.position, f"position {event['position']} where {self.position} is due"
            self.events.append(event)
            getattr(self, event["type"])(**event["data"])
        last = self.events[-1]
        assert last["commit"]["first"] + last["commit"]["count"] - 1 == self.position, f"half a commit: {last}"
        return self

    def study_opened(self, study, title): pass
    def member_added(self, member, role): self.members.append(member)
    def question_added(self, question, text): self.questions.append(question)
    def group_added(self, group, label): self.groups[group] = label
    def respondent_added(self, respondent, group): self.group_of[respondent] = group
    def framework_added(self, framework, label): pass
    def theme_added(self, theme, questions, **_): self.themes[theme] = questions
    def theme_scoped(self, theme, questions): self.themes[theme] = questions

    def comment_added(self, question, comment, respondent, code_points, has_text):
        self.comments[question][comment] = respondent
        self.responses[question][comment] = comment

    def comment_segmented(self, question, comment, segments):
        for segment in segments:
            self.responses[question][segment["response"]] = comment

    def theme_assigned(self, question, response, coder, theme, revision):
        coding = self.touch(question, response, coder)
        assert theme not in coding[0], f"assigned twice at {self.position}"
        coding[0].add(theme)

    def theme_withdrawn(self, question, response, coder, theme):
        self.touch(question, response, coder)[0].remove(theme)

    def coding_finished(self, question, response, coder):
        coding = self.touch(question, response, coder)
        assert not coding[1], f"finished twice at {self.position}"
        coding[1] = True

    def coding_reopened(self, question, response, coder):
        coding = self.touch(question, response, coder)
        assert coding[1], f"reopened without need at {self.position}"
        coding[1] = False

    def touch(self, question, response, coder):
        return self.codings[question, response, coder]

    def begun(self, question, response):
        """coder -> (themes, finished) of those who have begun."""
        return {coder: (themes, finished) for (q, r, coder), (themes, finished) in self.codings.items()
                if (q, r) == (question, response) and (themes or finished)}


def counts(study, question, basis):
    """{"base", "seen", "themes": {theme: units}, "groups": {group: {"base", "themes"}}}."""
    answer = {"seen": {"responses": 0, "finished": 0}}
    hits = []  # (theme, response, assignments)
    for response in study.responses[question]:
        begun = study.begun(question, response)
        finished = {coder for coder, (_, done) in begun.items() if done}
        answer["seen"]["responses"] += bool(begun)
        answer["seen"]["finished"] += bool(finished)
        electorate = finished or set(begun)
        for theme in scope(study, question):
            standing = {coder for coder, (themes, _) in begun.items() if theme in themes}
            elected = standing & electorate
            if basis == "any":
                behind = standing
            elif basis == "majority" or basis == "settled":  # where nobody adjudicates
                behind = elected if 2 * len(elected) > len(electorate) else ()
            elif basis == "all":
                behind = elected if electorate and elected == electorate else ()
            else:
                behind = standing & {basis.removeprefix("coder:")}
            if behind:
                hits.append((theme, response, len(behind)))
    answer.update(tally(study, question, hits, lambda respondent: True))
    groups = list(study.groups)
    if any(study.group_of[respondent] is None for respondent in study.comments[question].values()):
        groups.append(None)
    answer["groups"] = {group: tally(study, question, hits, lambda respondent, group=group:
                                     study.group_of[respondent] == group) for group in groups}
    return answer


def scope(study, question):
    return [theme for theme, questions in study.themes.items() if not questions or question in questions]


def tally(study, question, hits, belongs):
    comments = {c: p for c, p in study.comments[question].items() if belongs(p)}
    responses = {r: c for r, c in study.responses[question].items() if c in comments}
    themes = {}
    for theme in scope(study, question):
        mine = [(response, behind) for t, response, behind in hits if t == theme and response in responses]
        touched = {responses[response] for response, _ in mine}
        themes[theme] = {"responses": len(mine), "assignments": sum(behind for _, behind in mine),
                         "comments": len(touched), "respondents": len({comments[c] for c in touched})}
    return {"themes": themes,
            "base": {"comments": len(comments), "responses": len(responses), "respondents": len(set(comments.values())),
                     "assignments": sum(units["assignments"] for units in themes.values())}}


def progress(study, question):
    """coder -> (begun, finished, assignments), of those who have begun anything."""
    done = {}
    for (q, _, coder), (themes, finished) in study.codings.items():
        if q == question and (themes or finished):
            was = done.get(coder, (0, 0, 0))
            done[coder] = (was[0] + 1, was[1] + finished, was[2] + len(themes))
    return done


UNITS = ("responses", "assignments", "comments", "respondents")


def compare(study, client, name, bases):
    """Asserts that the server counts as we do: every question, every basis, by group; and progress."""
    for question in study.questions:
        target = f"/v1/studies/{name}/questions/{question}"
        for basis in bases:
            ours = counts(study, question, basis)
            theirs = client.ok("GET", f"{target}/counts?basis={basis}&by=group")
            where = f"{question} at {basis}, position {study.position}"
            assert theirs["position"] == study.position, where
            same(theirs["base"], ours["base"], where)
            same(theirs["seen"], ours["seen"], where)
            same([theme["theme"] for theme in theirs["themes"]], list(ours["themes"]), where)
            same([group["group"] for group in theirs["groups"]], list(ours["groups"]), where)
            for group in theirs["groups"]:
                same(group["base"], ours["groups"][group["group"]]["base"], f"{where}, {group['group']}")
            for theme in theirs["themes"]:
                units(theme, ours["themes"][theme["theme"]], ours["base"], f"{where}, {theme['theme']}")
                for group in theme["groups"]:
                    of = ours["groups"][group["group"]]
                    place = f"{where}, {theme['theme']}, {group['group']}"
                    units(group, of["themes"][theme["theme"]], of["base"], place)
        theirs = {coder["coder"]: (coder["begun"], coder["finished"], coder["assignments"])
                  for coder in client.ok("GET", f"{target}/progress")["coders"]}
        ours = progress(study, question)
        same({coder: done for coder, done in theirs.items() if any(done)}, ours, f"progress of {question}")


def units(theirs, ours, base, where):
    same({unit: theirs[unit] for unit in UNITS}, ours, where)
    share = theirs["share"]["value"]
    wanted = ours["responses"] / base["responses"] if base["responses"] else None
    assert share == wanted or abs(share - wanted) < 1e-12, f"{where}: the share is {share}, not {wanted}"


def same(theirs, ours, where):
    assert theirs == ours, f"{where}: the server says {theirs}, the events say {ours}"
