"""What the documents say of the code is so."""

import re

from rules import rule

ARCHITECTURE, README, CHANGELOG = "ARCHITECTURE.md", "README.md", "CHANGELOG.md"
ROW = re.compile(r"^\| `libs/(\w+)` \|.*\| ([^|]*) \|$")


@rule
def the_table_of_parts_is_what_cmake_says(repository):
    """ARCHITECTURE.md lists every library, with the parts it may use."""
    told = {}
    for number, line in repository.lines(ARCHITECTURE):
        if found := ROW.match(line):
            told[found.group(1)] = (number, set(re.findall(r"\w+", found.group(2).replace("nobody", ""))))
    for name, part in repository.parts.items():
        number, uses = told.pop(name, (1, None))
        if uses is None:
            yield ARCHITECTURE, 1, f"does not list libs/{name}"
        elif uses != set(part.uses):
            yield ARCHITECTURE, number, f"libs/{name} uses {', '.join(part.uses) or 'nobody'}"
    for name, (number, _) in told.items():
        yield ARCHITECTURE, number, f"lists libs/{name}, which is not there"


@rule
def the_readme_begins_with_the_two_commands(repository):
    """Whoever comes here first learns how to run it and how to test it."""
    first = repository.text(README)[:600]
    for command in ("tools/up", "tools/test"):
        if command not in first:
            yield README, 1, f"does not begin with {command}"


@rule
def every_change_has_its_place(repository):
    """CHANGELOG.md keeps what is not released yet at its top."""
    headings = re.findall(r"^## (.+)$", repository.text(CHANGELOG), re.MULTILINE)
    if not headings or headings[0] != "[Unreleased]":
        yield CHANGELOG, 1, "does not begin with ## [Unreleased]"
