"""Arrows between parts: who may include whom."""

import re
from pathlib import PurePosixPath

from repository import arguments_after, cmake_calls, part_of
from rules import rule

# Engines whose headers are slow to compile, throw, or are none of a user's business.
ENGINES = ("boost/asio", "boost/beast", "boost/url", "rocksdb/", "nlohmann/json.hpp", "prometheus/",
           "spdlog/", "sodium", "openssl/")
NETWORK = ("boost/asio", "boost/beast")

# Outside libs/http, each with its reason.
MAY_NETWORK = {
    "services/api/workers.cpp": "a thread pool",
    "services/api/listen_address.cpp": "IP addresses",
    "tools/verbatim/client.cpp": "the client's end of the wire",
    "libs/webhooks/sender.cpp": "events on their way to others' servers",
}
PURE = ("forms", "requests", "texts")  # of services/api
MAY_ROCKSDB = ("libs/store/", "libs/eventlog/", "libs/vault/", "libs/subscriptions/", "tests/")


def uses_of(repository, folder):
    """The verbatim parts that a folder's CMakeLists.txt names."""
    listed = f"{folder}/CMakeLists.txt"
    if listed not in repository:
        return None
    uses = set()
    for _, arguments in cmake_calls(repository.text(listed)):
        uses.update(arguments_after("USES", arguments))
        uses.update(a.removeprefix("verbatim_") for a in arguments if a.startswith("verbatim_"))
    return uses


def users_of_libs(repository):
    """(file, folder whose CMakeLists.txt speaks for it); tests may look wherever they must."""
    for path in repository.cpp():
        pieces = path.split("/")
        if len(pieces) > 2 and pieces[0] != "tests":
            yield path, "/".join(pieces[:2])


@rule
def an_include_of_a_part_is_listed_under_uses(repository):
    """CMakeLists.txt says which parts a target may use; #include lines say which it does use."""
    for path, folder in users_of_libs(repository):
        for number, name, ours in repository.includes(path):
            header = repository.find_header(path, name) if ours else None
            part = part_of(header) if header else None
            if part is None or folder == f"libs/{part}":
                continue
            uses = uses_of(repository, folder)
            if uses is not None and part not in uses:
                yield path, number, f"includes {name}, but {folder}/CMakeLists.txt does not list {part} under USES"


@rule
def a_part_that_is_listed_under_uses_is_included(repository):
    """An arrow that nothing needs hides the ones that matter."""
    for part in repository.parts.values():
        included = {part_of(repository.find_header(path, name) or "")
                    for path in repository.cpp(f"libs/{part.name}/")
                    for _, name, ours in repository.includes(path) if ours}
        for used in part.uses:
            if used not in included:
                yield part.cmake, 1, f"lists {used} under USES, but nothing includes a header of it"


@rule
def arrows_between_parts_point_one_way(repository):
    """libs/CMakeLists.txt has the parts in the order of the arrows: each may use those before it."""
    before = set()
    for part in repository.parts.values():
        for used in part.uses:
            if used not in before:
                yield part.cmake, 1, f"uses {used}, which does not stand before it in libs/CMakeLists.txt"
        before.add(part.name)


@rule
def libraries_know_no_service_tool_or_test(repository):
    """Arrows go from services and tools to libraries."""
    for path in repository.cpp("libs/"):
        for number, name, ours in repository.includes(path):
            header = repository.find_header(path, name) if ours else None
            if header and not header.startswith("libs/"):
                yield path, number, f"includes {header}"


@rule
def questions_and_answers_know_no_server(repository):
    """What is asked and answered is one target of its own: the client has it without the server."""
    for folder in PURE:
        for path in repository.cpp(f"services/api/{folder}/"):
            for number, name, ours in repository.includes(path):
                if ours and name.startswith("api/") and name.split("/")[1] not in PURE:
                    yield path, number, f"includes {name}; services/api/{folder} may use {', '.join(PURE)} and libraries"


@rule
def every_header_of_ours_is_there(repository):
    """An include in quotes is one of the repository's files."""
    for path in repository.cpp():
        for number, name, ours in repository.includes(path):
            if ours and not repository.find_header(path, name):
                yield path, number, f'there is no "{name}"'


@rule
def the_network_stays_at_the_edge(repository):
    """Beast and Asio: in libs/http, in tests and in the few files named here."""
    for path in repository.cpp():
        if path.startswith(("libs/http/", "tests/")) or path in MAY_NETWORK:
            continue
        for number, name, ours in repository.includes(path):
            if not ours and name.startswith(NETWORK):
                yield path, number, f"includes <{name}> outside libs/http"


@rule
def who_includes_asio_takes_it_compiled(repository):
    """Compiled with and without BOOST_ASIO_SEPARATE_COMPILATION in one program, it would be there in two forms."""
    for path in repository.cpp():
        listed = next((f"{folder}/CMakeLists.txt" for folder in map(str, PurePosixPath(path).parents)
                       if f"{folder}/CMakeLists.txt" in repository), None)
        if listed is None or re.search(r"\basio_compiled\b", repository.text(listed)):
            continue
        for number, name, ours in repository.includes(path):
            if not ours and name.startswith(NETWORK):
                yield path, number, f"includes <{name}>, but {listed} does not list asio_compiled"


@rule
def rocksdb_stays_with_the_stores(repository):
    """RocksDB: in libs/store, in the .cpp files of eventlog, vault and subscriptions, and in tests."""
    for path in repository.cpp():
        is_header_of_a_user = path.endswith(".hpp") and path.startswith(("libs/eventlog/", "libs/vault/", "libs/subscriptions/"))
        for number, name, ours in repository.includes(path):
            if ours and (repository.find_header(path, name) or "").startswith("libs/store/"):
                if path.endswith(".hpp") and not path.startswith(("libs/store/", "tests/")):
                    yield path, number, f'includes "{name}" in a header: it speaks RocksDB'
            elif not ours and name.startswith("rocksdb/"):
                if is_header_of_a_user or not path.startswith(MAY_ROCKSDB):
                    yield path, number, f"includes <{name}>"


@rule
def public_headers_show_no_engine(repository):
    """A header that other parts include brings none of the engines with it, however indirectly."""
    public = {}
    for path in repository.cpp():
        for _, name, ours in repository.includes(path):
            header = repository.find_header(path, name) if ours else None
            part = part_of(header) if header else None
            if part not in (None, "store") and not path.startswith((f"libs/{part}/", f"tests/unit/{part}/")):
                public.setdefault(header, path)
    for header, user in sorted(public.items()):
        for name, source in repository.reached_from(header).items():
            if name.startswith(ENGINES):
                yield source, 1, f"<{name}> reaches {user} through {header}"


@rule
def json_documents_stay_in_cpp_files_of_libraries(repository):
    """nlohmann/json.hpp is slow to compile; headers of libraries use json_fwd.hpp or none."""
    for path in repository.ending(".hpp", under="libs/"):
        for number, name, _ in repository.includes(path):
            if name == "nlohmann/json.hpp":
                yield path, number, "includes <nlohmann/json.hpp> in a header"


@rule
def sources_and_cmake_agree(repository):
    """Every .cpp is listed in the CMakeLists.txt of its folder or of one above, and every listed one
    is there."""
    listed = set()
    for path in repository.ending("CMakeLists.txt"):
        folder = path.removesuffix("CMakeLists.txt")
        text = re.sub(r"#[^\n]*", "", repository.text(path))
        for name in sorted(set(re.findall(r"(?<![\w/}.-])[\w./-]+\.cpp\b", text))):
            listed.add(folder + name)
            if folder + name not in repository:
                yield path, 1, f"lists {name}, which is not there"
    for path in repository.ending(".cpp"):
        if path not in listed:
            yield path, 1, "is in no CMakeLists.txt, so it is never compiled"
