"""Every rule finds what it is there for, and is silent where all is well."""

import unittest

import check  # registers the rules
import rules
from repository import Repository

WELL = {
    "libs/CMakeLists.txt": "foreach(part base coding store eventlog http)\nendforeach()\n",
    "libs/base/CMakeLists.txt": "verbatim_library(base SOURCES a.cpp)\n",
    "libs/base/a.hpp": "#pragma once\n// What it is.\n",
    "libs/base/a.cpp": '#include "base/a.hpp"\n',
    "libs/coding/CMakeLists.txt": "verbatim_library(coding SOURCES c.cpp USES base)\n",
    "libs/coding/c.hpp": '#pragma once\n#include "base/a.hpp"\n// What it is.\n',
    "libs/coding/c.cpp": '#include "coding/c.hpp"\n',
    "libs/store/CMakeLists.txt": "verbatim_library(store SOURCES s.cpp USES base)\n",
    "libs/store/s.hpp": '#pragma once\n// What it is.\n#include <rocksdb/db.h>\n#include "base/a.hpp"\n',
    "libs/store/s.cpp": '#include "store/s.hpp"\n',
    "libs/eventlog/CMakeLists.txt": "verbatim_library(eventlog SOURCES e.cpp USES store)\n",
    "libs/eventlog/e.hpp": "#pragma once\n// What it is.\n",
    "libs/eventlog/e.cpp": '#include "store/s.hpp"\n#include <rocksdb/db.h>\n',
    "libs/http/CMakeLists.txt": "verbatim_library(http SOURCES h.cpp PRIVATE asio_compiled)\n",
    "libs/http/h.hpp": "#pragma once\n// What it is.\n",
    "libs/http/h.cpp": "#include <boost/beast/http.hpp>\n",
    "services/api/CMakeLists.txt": "add_library(verbatim_api STATIC metrics.cpp)\n"
                                   "target_link_libraries(verbatim_api PUBLIC verbatim_http)\n",
    "services/api/metrics.cpp": '#include "http/h.hpp"\nauto n = b.Name("verbatim_up_total");\n',
    "deploy/prometheus/alerts.yaml": "expr: rate(verbatim_up_total[5m]) > 0\n",
    "tools/packages.txt": "libfmt-dev  # to write\npython3-yaml\n",
    "tools/cmake/X.cmake": "find_package(fmt REQUIRED)\n",
    "tools/embed.py": "import yaml\n",
    "tools/up": "#!/usr/bin/env bash\nif true; then echo yes; fi\n",
    "README.md": "    tools/up\n    tools/test\n\nSee [the parts](ARCHITECTURE.md#the-parts).\n",
    "CHANGELOG.md": "# Changes\n\n## [Unreleased]\n",
    "ARCHITECTURE.md": "## The parts\n\n"
                       "| `libs/base` | words | nobody |\n| `libs/coding` | the domain | base |\n"
                       "| `libs/store` | a folder | base |\n| `libs/eventlog` | the log | store |\n"
                       "| `libs/http` | the edge | nobody |\n",
}

# rule: what is added to (or, with the key "=", put in place of) a file that is well.
BROKEN = {
    "an_include_of_a_part_is_listed_under_uses": {"libs/base/a.cpp": '#include "coding/c.hpp"\n'},
    "a_part_that_is_listed_under_uses_is_included": {"=libs/coding/c.hpp": "#pragma once\n"},
    "arrows_between_parts_point_one_way": {
        "=libs/base/CMakeLists.txt": "verbatim_library(base SOURCES a.cpp USES coding)\n"},
    "libraries_know_no_service_tool_or_test": {
        "libs/base/a.cpp": '#include "api/x.hpp"\n', "services/api/x.hpp": "#pragma once\n"},
    "questions_and_answers_know_no_server": {
        "services/api/forms/f.hpp": '#include "api/app.hpp"\n', "services/api/app.hpp": "#pragma once\n"},
    "every_header_of_ours_is_there": {"libs/base/a.cpp": '#include "base/gone.hpp"\n'},
    "the_network_stays_at_the_edge": {"services/api/metrics.cpp": "#include <boost/asio/post.hpp>\n"},
    "who_includes_asio_takes_it_compiled": {"=libs/http/CMakeLists.txt": "verbatim_library(http SOURCES h.cpp)\n"},
    "rocksdb_stays_with_the_stores": {"libs/eventlog/e.hpp": "#include <rocksdb/db.h>\n"},
    "public_headers_show_no_engine": {"libs/http/h.hpp": "#include <boost/asio/post.hpp>\n"},
    "json_documents_stay_in_cpp_files_of_libraries": {"libs/base/a.hpp": "#include <nlohmann/json.hpp>\n"},
    "sources_and_cmake_agree": {"libs/base/forgotten.cpp": "int x;\n"},
    "what_is_stored_or_counted_depends_on_events_alone": {"libs/coding/c.cpp": "auto t = now();\n"},
    "nothing_follows_the_order_of_a_hash_map": {
        "libs/coding/c.cpp": "std::unordered_map<int, int> seen_;\nfor (auto& s : seen_) use(s);\n"},
    "nobody_uses_coroutines": {"libs/http/h.cpp": "co_" "await read();\n"},
    "headers_begin_with_pragma_once": {"=libs/base/a.hpp": "// What it is.\n"},
    "headers_of_libraries_say_what_they_promise": {"=libs/base/a.hpp": "#pragma once\nint x;\n"},
    "nothing_is_left_for_later": {"libs/base/a.cpp": "// TO" "DO: more\n"},
    "text_files_are_well_formed": {"libs/base/a.cpp": "int x; \n"},
    "links_lead_somewhere": {"README.md": "[gone](ARCHITECTURE.md#nowhere)\n"},
    "only_known_hosts_are_named": {"tools/up": "curl https://" "downloads" ".somewhere" ".org/x\n"},
    "no_path_of_one_machine_is_named": {"tools/up": "cd /ho" "me/ada/verbatim\n"},
    "shell_scripts_parse": {"tools/up": "if then\n"},
    "alerts_speak_of_metrics_that_exist": {"deploy/prometheus/alerts.yaml": "expr: verbatim_gone > 0\n"},
    "every_library_that_is_looked_for_can_be_installed": {"tools/cmake/X.cmake": "find_package(spdlog)\n"},
    "every_python_module_can_be_installed": {"tools/embed.py": "import jsonschema\n"},
    "the_table_of_parts_is_what_cmake_says": {"ARCHITECTURE.md": "| `libs/gone` | past | nobody |\n"},
    "the_readme_begins_with_the_two_commands": {"=README.md": "Welcome.\n"},
    "every_change_has_its_place": {"=CHANGELOG.md": "# Changes\n\n## [0.1.0]\n"},
}

# More ways to break some of them.
ALSO_BROKEN = [
    ("rocksdb_stays_with_the_stores", {"libs/eventlog/e.hpp": '#include "store/s.hpp"\n'}),
    ("rocksdb_stays_with_the_stores", {"libs/http/h.cpp": "#include <rocksdb/db.h>\n"}),
    ("public_headers_show_no_engine", {
        "libs/http/h.hpp": '#include "http/inner.hpp"\n', "libs/http/inner.hpp": "#include <boost/asio/post.hpp>\n"}),
    ("sources_and_cmake_agree", {"=libs/base/CMakeLists.txt": "verbatim_library(base SOURCES a.cpp gone.cpp)\n"}),
    ("what_is_stored_or_counted_depends_on_events_alone", {"libs/coding/c.hpp": "#include <chrono>\n"}),
    ("nothing_follows_the_order_of_a_hash_map", {
        "libs/coding/c.cpp": "boost::unordered_flat_map<int, int> seen_;\nauto first = seen_.begin();\n"}),
    ("text_files_are_well_formed", {"libs/base/a.cpp": "int x;"}),
    ("text_files_are_well_formed", {"libs/base/a.cpp": "\tint x;\n"}),
    ("links_lead_somewhere", {"README.md": "[gone](docs/gone.md)\n"}),
    ("the_table_of_parts_is_what_cmake_says", {"=libs/eventlog/CMakeLists.txt": "verbatim_library(eventlog SOURCES e.cpp)\n"}),
]


def broken_by(change):
    files = dict(WELL)
    for path, text in change.items():
        files[path.removeprefix("=")] = text if path.startswith("=") else files.get(path, "") + text
    return Repository.of(files)


class Rules(unittest.TestCase):
    def test_are_silent_where_all_is_well(self):
        for name in rules.RULES:
            with self.subTest(rule=name):
                self.assertEqual(rules.findings_of(name, Repository.of(WELL)), [])

    def test_find_what_they_are_there_for(self):
        for name, change in [*BROKEN.items(), *ALSO_BROKEN]:
            with self.subTest(rule=name, change=change):
                findings = rules.findings_of(name, broken_by(change))
                self.assertTrue(findings)
                self.assertIn(findings[0].path, broken_by(change))

    def test_are_all_broken_here(self):
        self.assertEqual(set(BROKEN), set(rules.RULES))

    def test_say_why(self):
        for name, function in rules.RULES.items():
            with self.subTest(rule=name):
                self.assertTrue(function.__doc__)


if __name__ == "__main__":
    unittest.main()
