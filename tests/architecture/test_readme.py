"""What readme.py takes for a command, and what for its output."""

import contextlib
import io
import os
import pathlib
import tempfile
import unittest

from readme import Bash, run_steps, steps_of

DOCUMENT = """
Typed elsewhere:

```
$ never run
```

```console
$ one=1
$ echo "$one" \\
    two
1 two
$ printf '%s\\n' a b c
a
...
$ echo it took 12 s
it took ... s
```

```csv two.csv
a,"b"
c,it's
```
"""


def silently(steps, folder="."):
    bash = Bash(folder, dict(os.environ))
    with contextlib.redirect_stdout(io.StringIO()):
        wrong = run_steps(steps, bash, "http://127.0.0.1:1")
    bash.close()
    bash.process.stdout.close()
    return wrong


class Readme(unittest.TestCase):
    def test_commands_and_what_they_print_are_told_apart(self):
        self.assertEqual([(step.line, step.command, step.expected) for step in steps_of(DOCUMENT)], [
            (9, "one=1", []),
            (10, 'echo "$one" \\\n    two', ["1 two"]),
            (13, "printf '%s\\n' a b c", ["a", "..."]),
            (16, "echo it took 12 s", ["it took ... s"]),
            (20, """: >two.csv; printf '%s\\n' 'a,"b"' >>two.csv; printf '%s\\n' 'c,it'"'"'s' >>two.csv""", [])])

    def test_a_file_is_what_the_document_says(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(silently(steps_of(DOCUMENT), folder), 0)
            self.assertEqual(pathlib.Path(folder, "two.csv").read_text(), 'a,"b"\nc,it\'s\n')

    def test_what_is_not_so_fails(self):
        for text in ("$ echo yes\nno\n", "$ echo yes\n", "$ true\nyes\n", "$ false\n", "$ echo a\na\nb\n", "$ seq 3\n1\n...\n4\n"):
            with self.subTest(text=text):
                self.assertEqual(silently(steps_of(f"```console\n{text}```\n")), 1)


if __name__ == "__main__":
    unittest.main()
