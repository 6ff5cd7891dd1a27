"""The files of a repository, and what its C++ and CMake say of each other, read as text."""

import functools
import pathlib
import posixpath
import re
import subprocess

INCLUDE = re.compile(r'^\s*#\s*include\s+(<[^>]+>|"[^"]+")')
CALL = re.compile(r"(\w+)\s*\(([^()]*)\)")
INCLUDE_ROOTS = ("libs", "services", "tools", "tests")
NOT_OURS = {".git", "build", "data", ".cache", "__pycache__"}


class Repository:
    """Paths are relative to its root, with '/'. `read` gives the bytes of one of them."""

    def __init__(self, paths, read, root=None):
        self.root = root  # where it lies, for one on disk
        self.paths = sorted(paths)
        self._present = set(self.paths)
        self._read = read
        self._text = {}

    @classmethod
    def at(cls, root):
        root = pathlib.Path(root)
        return cls(_paths_under(root), lambda path: (root / path).read_bytes(), str(root.resolve()))

    @classmethod
    def of(cls, files):
        """One that is not on disk: {path: text}."""
        return cls(files, lambda path: files[path].encode())

    def __contains__(self, path):
        return path in self._present

    def bytes(self, path):
        return self._read(path)

    def text(self, path):
        if path not in self._text:
            self._text[path] = self._read(path).decode(errors="replace")
        return self._text[path]

    def lines(self, path):
        """(number, line), counted from 1."""
        return enumerate(self.text(path).splitlines(), start=1)

    def ending(self, *suffixes, under=""):
        return [path for path in self.paths if path.endswith(suffixes) and path.startswith(under)]

    def cpp(self, under=""):
        return self.ending(".cpp", ".hpp", under=under)

    @functools.cached_property
    def parts(self):
        """The libraries, in the order of the arrows: {name: Part}."""
        order = re.search(r"foreach\(part ([^)]*)\)", self.text("libs/CMakeLists.txt")).group(1).split()
        return {name: Part(self, name) for name in order if f"libs/{name}/CMakeLists.txt" in self}

    def includes(self, path):
        """(line number, what stands in the brackets or quotes, is it in quotes) of a C++ file."""
        for number, line in self.lines(path):
            if found := INCLUDE.match(line):
                name = found.group(1)
                yield number, name[1:-1], name[0] == '"'

    def find_header(self, path, name):
        """The repository's file that `#include "name"` in `path` means, or None."""
        here = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
        for candidate in [f"{root}/{name}" for root in INCLUDE_ROOTS] + [here]:
            if candidate in self:
                return candidate
        return None

    def reached_from(self, header):
        """{system header: the file that includes it} for a header and all of ours that it includes."""
        found, seen, to_do = {}, set(), [header]
        while to_do:
            path = to_do.pop()
            if path in seen:
                continue
            seen.add(path)
            for _, name, ours in self.includes(path):
                if not ours:
                    found.setdefault(name, path)
                elif inner := self.find_header(path, name):
                    to_do.append(inner)
        return found


class Part:
    """One library: what its CMakeLists.txt says that it uses."""

    def __init__(self, repository, name):
        self.name = name
        self.cmake = f"libs/{name}/CMakeLists.txt"
        self.uses = []
        for call, arguments in cmake_calls(repository.text(self.cmake)):
            if call == "verbatim_library":
                self.uses = arguments_after("USES", arguments)


def cmake_calls(text):
    """(command, [arguments]) for each call that has no parentheses inside."""
    without_comments = re.sub(r"#[^\n]*", "", text)
    for command, arguments in CALL.findall(without_comments):
        yield command, arguments.split()


def arguments_after(keyword, arguments):
    """Those that follow a keyword, up to the next word in capitals."""
    if keyword not in arguments:
        return []
    values = []
    for argument in arguments[arguments.index(keyword) + 1:]:
        if re.fullmatch(r"[A-Z_]+", argument):
            break
        values.append(argument)
    return values


def part_of(path):
    """The library a path belongs to, or None."""
    pieces = path.split("/")
    return pieces[1] if len(pieces) > 2 and pieces[0] == "libs" else None


def _paths_under(root):
    """What git tracks or would track; without git (a source archive), every file but build output."""
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            capture_output=True, check=False)
    if listed.returncode == 0:
        return [path for path in listed.stdout.decode().split("\0") if path and (root / path).is_file()]
    every = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return [str(path) for path in every if not NOT_OURS & set(path.parts)]
