"""What holds for every text file: form, links, and what it may name."""

import posixpath
import re
import subprocess

from rules import rule

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+?)\s*$", re.MULTILINE)
HOST = re.compile(r"\bhttps?://([\w-]+(?:\.[\w-]+)+)|\b((?:[a-z0-9-]+\.)+(?:org|com|net|io|dev))\b", re.IGNORECASE)
HOME = re.compile(r"(?<![\w.])/(root|home|Users)/\w+")

# Hosts that a reader is sent to, and names that are only examples. No place to download from.
HOSTS = {
    "127.0.0.1", "localhost", "verbatim.example", "example.org", "example.com",
    "github.com", "keepachangelog.com", "semver.org", "www.apache.org", "www.rfc-editor.org",
    "json-schema.org", "spec.openapis.org", "doi.org", "www.freedesktop.org", "no-color.org", "c2sp.org",
}


def is_shell(repository, path):
    return path.endswith(".sh") or re.match(r"#!.*\b(ba)?sh\b|# shellcheck shell=bash", repository.text(path))


@rule
def text_files_are_well_formed(repository):
    """As .editorconfig has it: UTF-8, LF, a last line end, no tabs, no blanks at line ends."""
    for path in repository.paths:
        try:
            text = repository.bytes(path).decode()
        except UnicodeDecodeError as wrong:
            yield path, 1, f"is not UTF-8: {wrong.reason} at byte {wrong.start}"
            continue
        if text and not text.endswith("\n"):
            yield path, text.count("\n") + 1, "has no line end after its last line"
        for number, line in enumerate(text.split("\n"), start=1):
            if "\r" in line:
                yield path, number, "has a carriage return"
            elif "\t" in line:
                yield path, number, "has a tab"
            elif line != line.rstrip() and not path.endswith(".md"):
                yield path, number, "has blanks at its end"


def anchor_of(heading):
    """As GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@rule
def links_lead_somewhere(repository):
    """Links between the repository's documents, with their anchors."""
    folders = {posixpath.dirname(path) for path in repository.paths}
    folders |= {parent for folder in folders for parent in parents_of(folder)}
    for path in repository.ending(".md"):
        for number, line in repository.lines(path):
            for target in LINK.findall(line):
                if re.match(r"[a-z]+:", target):
                    continue
                name, _, anchor = target.partition("#")
                to = posixpath.normpath(posixpath.join(posixpath.dirname(path), name)) if name else path
                if to not in repository and to not in folders:
                    yield path, number, f"links to {to}, which is not there"
                elif anchor and anchor not in map(anchor_of, HEADING.findall(repository.text(to))):
                    yield path, number, f"links to {to}#{anchor}, but there is no such heading"


def parents_of(folder):
    while folder:
        yield folder
        folder = posixpath.dirname(folder)


@rule
def only_known_hosts_are_named(repository):
    """The product names no place to download from: package managers are set up by their machine."""
    for path in repository.paths:
        for number, line in repository.lines(path):
            for in_url, bare in HOST.findall(line):
                host = (in_url or bare).lower()
                if host not in HOSTS and not host.endswith(".example") and not is_file_name(repository, bare):
                    yield path, number, f"names the host {host}"


def is_file_name(repository, word):
    return bool(word) and any(path.endswith(word) for path in repository.paths)


@rule
def no_path_of_one_machine_is_named(repository):
    """A checkout works wherever it lies."""
    for path in repository.paths:
        for number, line in repository.lines(path):
            if found := HOME.search(line):
                yield path, number, f"names {found.group(0)}"
            elif repository.root and repository.root in line:
                yield path, number, f"names {repository.root}, where this checkout lies"


@rule
def shell_scripts_parse(repository):
    """bash -n takes them."""
    for path in repository.paths:
        if is_shell(repository, path):
            run = subprocess.run(["bash", "-n"], input=repository.bytes(path), capture_output=True, check=False)
            for complaint in run.stderr.decode().splitlines():
                yield path, 1, complaint
