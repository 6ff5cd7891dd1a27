"""Turns the API document into a C++ source: its YAML as written, and the same as JSON."""
import json
import sys

import yaml

CHUNK = 8000  # string literals have a guaranteed length of 65,536; stay far below


def literal(text):
    chunks = [text[i:i + CHUNK] for i in range(0, len(text), CHUNK)]
    return "\n".join(f'    R"openapi({chunk})openapi"' for chunk in chunks)


source, target = sys.argv[1:]
with open(source, encoding="utf-8") as file:
    written = file.read()
as_json = json.dumps(yaml.safe_load(written), ensure_ascii=False)
with open(target, "w", encoding="utf-8") as file:
    file.write('#include "api/openapi_document.hpp"\n\nnamespace verbatim::api {\n\n')
    for name, text in (("openapi_yaml", written), ("openapi_json", as_json)):
        file.write(f"std::string_view {name}() {{\n  static constexpr char kText[] =\n"
                   f"{literal(text)};\n  return {{kText, sizeof kText - 1}};\n}}\n\n")
    file.write("}  // namespace verbatim::api\n")
