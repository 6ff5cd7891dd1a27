"""What a rule is: a function from a repository to findings, under a name."""

from typing import NamedTuple


class Finding(NamedTuple):
    path: str
    line: int
    what: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.what}"


RULES = {}


def rule(function):
    """Registers a rule; its docstring says what must be so, and why."""
    RULES[function.__name__] = function
    return function


def findings_of(name, repository):
    return [Finding(*finding) for finding in RULES[name](repository)]
