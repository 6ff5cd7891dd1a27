"""What may not stand in code."""

import re

from rules import rule

PURE = ("libs/coding/", "libs/agreement/", "libs/record/", "libs/projections/")
IMPURE_HEADERS = {"chrono", "random", "locale", "ctime", "time.h", "cstdlib", "thread", "mutex",
                  "shared_mutex", "atomic", "condition_variable", "future", "fstream", "iostream",
                  "filesystem", "cstdio"}
IMPURE_CALLS = re.compile(r"(?<![\w.>])(now|rand|srand|getenv|setlocale|time)\s*\(")
COROUTINES = re.compile(r"\bco_(await|return|yield)\b|<coroutine>|\bnet::awaitable\b|\basio::awaitable\b")
MARKS = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b")
UNORDERED = re.compile(r"unordered\w*<[^;{}()]*>\s+(\w+)\s*[;={]")


def code_of(repository, path):
    """(number, line without comments and string literals)."""
    for number, line in repository.lines(path):
        yield number, re.sub(r'"(\\.|[^"\\])*"', '""', line).split("//")[0]


@rule
def what_is_stored_or_counted_depends_on_events_alone(repository):
    """No clock, random number, locale, thread or file in the domain, the coefficients, the stored
    form and the projections: the same events give the same bytes and figures on any machine."""
    for path in repository.cpp():
        if not path.startswith(PURE):
            continue
        for number, name, _ in repository.includes(path):
            if name in IMPURE_HEADERS:
                yield path, number, f"includes <{name}>"
        for number, line in code_of(repository, path):
            if found := IMPURE_CALLS.search(line):
                yield path, number, f"calls {found.group(1)}()"


@rule
def nothing_follows_the_order_of_a_hash_map(repository):
    """The order of a hash map differs between builds; in the pure parts nobody walks over one."""
    for folder in PURE:
        names = {name for path in repository.cpp(folder) for name in UNORDERED.findall(repository.text(path))}
        if not names:
            continue
        walks = re.compile(rf"(for\s*\([^;]*:\s*|\b)({'|'.join(sorted(names))})(\)|\.c?begin\()")
        for path in repository.cpp(folder):
            for number, line in code_of(repository, path):
                found = walks.search(line)
                if found and (found.group(1).startswith("for") or "begin" in found.group(3)):
                    yield path, number, f"walks over {found.group(2)}"


@rule
def nobody_uses_coroutines(repository):
    """g++ 12 miscompiles ordinary ones (ARCHITECTURE.md, "Callbacks, not coroutines")."""
    for path in repository.cpp():
        for number, line in code_of(repository, path):
            if found := COROUTINES.search(line):
                yield path, number, f"uses {found.group(0)}"


@rule
def headers_begin_with_pragma_once(repository):
    """Every header can be included twice."""
    for path in repository.ending(".hpp"):
        if not repository.text(path).startswith("#pragma once\n"):
            yield path, 1, "does not begin with #pragma once"


@rule
def headers_of_libraries_say_what_they_promise(repository):
    """At least one comment that is not behind code."""
    for path in repository.ending(".hpp", under="libs/"):
        if not re.search(r"^ *// ?\S", repository.text(path), re.MULTILINE):
            yield path, 1, "has no comment: what does it promise?"


@rule
def nothing_is_left_for_later(repository):
    """What is left to do is an issue, not a mark in a file."""
    for path in repository.paths:
        for number, line in repository.lines(path):
            if found := MARKS.search(line):
                yield path, number, f"has the mark {found.group(0)}"
