#!/usr/bin/python3
"""The API document by itself: complete, without loose ends, with examples that are true to it."""

import re
import unittest

import facts
from contract import Document
from server import REPO

DOCUMENT = Document()


def walk(node, path=()):
    yield path, node
    if isinstance(node, dict):
        for name, child in node.items():
            yield from walk(child, (*path, str(name)))
    elif isinstance(node, list):
        for number, child in enumerate(node):
            yield from walk(child, (*path, str(number)))


class TheDocument(unittest.TestCase):
    def test_every_reference_resolves_and_every_component_is_used(self):
        used = set()
        for path, node in walk(DOCUMENT.tree):
            if isinstance(node, dict) and isinstance(node.get("$ref"), str):
                DOCUMENT.resolve(node)
                used.add(node["$ref"])
            if path[-2:-1] == ("mapping",):
                used.add(node)
        there = {f"#/components/{kind}/{name}" for kind, things in DOCUMENT.tree["components"].items()
                 for name in things if kind != "securitySchemes"}
        self.assertEqual(there - used, set())

    def test_every_operation_says_what_it_is(self):
        self.assertEqual(len(DOCUMENT.operations), len(DOCUMENT.routes), "an operationId is used twice")
        tags = {tag["name"] for tag in DOCUMENT.tree["tags"]}
        for name, operation in DOCUMENT.operations.items():
            with self.subTest(name):
                self.assertTrue(operation["summary"] and operation["description"])
                self.assertLessEqual(set(operation["tags"]), tags)
                self.assertIn("default", operation["responses"])

    def test_answers_are_closed_so_that_drift_is_seen(self):
        for name, schema in DOCUMENT.tree["components"]["schemas"].items():
            if schema.get("type") == "object":
                with self.subTest(name):
                    # A file of reliability data may say of itself where it is from: it is never answered.
                    self.assertIs(schema["additionalProperties"], name == "ReliabilityData")

    def test_examples_are_valid(self):
        tried = 0
        for path, node in walk(DOCUMENT.tree["paths"]):
            if not (isinstance(node, dict) and isinstance(node.get("schema"), dict)):
                continue
            examples = [node["example"]] if "example" in node else []
            examples += [example["value"] for example in node.get("examples", {}).values()]
            for example in examples:
                DOCUMENT.validate(node["schema"], example, "/".join(path))
                tried += 1
        for response in DOCUMENT.tree["components"]["responses"].values():
            for media in response.get("content", {}).values():
                if "example" in media:
                    DOCUMENT.validate(media["schema"], media["example"], response["description"])
                    tried += 1
        self.assertGreater(tried, 30)

    def test_commands_and_their_discriminator_name_the_same(self):
        command = DOCUMENT.tree["components"]["schemas"]["Command"]
        mapping = command["discriminator"]["mapping"]
        self.assertEqual([one["$ref"] for one in command["oneOf"]], list(mapping.values()))
        for word, reference in mapping.items():
            self.assertEqual(DOCUMENT.resolve({"$ref": reference})["properties"]["type"]["const"], word)

    def test_events_are_those_of_the_domain(self):
        event = DOCUMENT.tree["components"]["schemas"]["Event"]
        here = DOCUMENT.resolve(event["properties"]["type"])["enum"]
        self.assertEqual(here, [one["properties"]["type"]["const"] for one in event["oneOf"]])
        variant = re.search(r"using Event =\s*std::variant<(.*?)>;", (REPO / "libs/coding/events.hpp").read_text(), re.S)
        words = [re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in re.findall(r"\w+", variant[1])]
        self.assertEqual(here, words)

    def test_problems_are_those_of_the_code(self):
        slugs = re.findall(r'return "(\w+)";', (REPO / "libs/base/failure.cpp").read_text())
        here = DOCUMENT.tree["components"]["schemas"]["Problem"]["properties"]["type"]["enum"]
        self.assertEqual(set(here), {f"/problems/{slug}" for slug in slugs})


if __name__ == "__main__":
    facts.main()
