"""Turns schemas/events.cddl into a C++ source, so that a bundle can bring it along."""
import sys

CHUNK = 8000  # string literals have a guaranteed length of 65,536; stay far below

source, target = sys.argv[1:]
with open(source, encoding="utf-8") as file:
    text = file.read()
literals = "\n".join(f'      R"cddl({text[i:i + CHUNK]})cddl"' for i in range(0, len(text), CHUNK))
with open(target, "w", encoding="utf-8") as file:
    file.write('#include "verbatim/audit/bundle_text.hpp"\n\nnamespace verbatim::tool {\n\n'
               "std::string_view events_cddl() {\n  static constexpr char kText[] =\n"
               f"{literals};\n  return {{kText, sizeof kText - 1}};\n}}\n\n"
               "}  // namespace verbatim::tool\n")
