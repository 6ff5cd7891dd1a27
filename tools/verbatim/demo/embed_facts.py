"""Turns the demo's facts into a C++ source, after looking whether they are JSON."""
import json
import sys

CHUNK = 8000  # string literals have a guaranteed length of 65,536; stay far below

source, target = sys.argv[1:]
with open(source, encoding="utf-8") as file:
    text = json.dumps(json.load(file), ensure_ascii=False)
literals = "\n".join(f'      R"facts({text[i:i + CHUNK]})facts"' for i in range(0, len(text), CHUNK))
with open(target, "w", encoding="utf-8") as file:
    file.write('#include "verbatim/demo/demo_json.hpp"\n\nnamespace verbatim::tool {\n\n'
               "std::string_view demo_json() {\n  static constexpr char kText[] =\n"
               f"{literals};\n  return {{kText, sizeof kText - 1}};\n}}\n\n"
               "}  // namespace verbatim::tool\n")
