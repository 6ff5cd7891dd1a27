"""Does what README.md tells its readers to type, against a real server with the demo loaded.

Every block that is fenced as ```console is run, in order, in one bash. In it, a line that begins
with "$ " is a command, which goes on while lines end with a backslash; what follows is what it
prints, where "..." stands for anything: on a line of its own, for any number of lines. A block that is
fenced with a file's name, as ```csv codings.csv, is that file.

    readme.py [DOCUMENT]
"""

import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/api"))
SECONDS_MAX = 120
TOLD_SERVER = "http://127.0.0.1:8080"


class Step:
    def __init__(self, line, command):
        self.line, self.command, self.expected = line, command, []

    def matches(self, output):
        """Whether `output` is what the document says."""
        lines = [anything(line) for line in self.expected]
        return re.fullmatch("".join(lines), output + "\n" if output else "") is not None


def anything(line):
    if line.strip() == "...":
        return r"(?:.*\n)*"
    return ".*".join(re.escape(piece) for piece in line.rstrip().split("...")) + r"[ ]*\n"


def steps_of(document):
    """The commands of a document's console blocks, with what they are to print."""
    steps, inside, going_on, file = [], False, False, None
    for number, line in enumerate(document.splitlines(), start=1):
        if line.startswith("```"):
            file = re.fullmatch(r"```\w+ (\S+)", line)
            inside, going_on = line == "```console", False
            if file:
                steps.append(Step(number, f": >{file.group(1)}"))
        elif file:
            steps[-1].command += f"; printf '%s\\n' {shlex.quote(line)} >>{file.group(1)}"
        elif not inside:
            continue
        elif going_on:
            steps[-1].command += "\n" + line
            going_on = line.endswith("\\")
        elif line.startswith("$ "):
            steps.append(Step(number, line[2:]))
            going_on = line.endswith("\\")
        else:
            steps[-1].expected.append(line)
    return steps


class Bash:
    """One shell that remembers what earlier commands set."""

    MARK = "-- done with exit code "

    def __init__(self, folder, environment):
        self.process = subprocess.Popen(["bash"], cwd=folder, env=environment, text=True, bufsize=1,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def run(self, command):
        self.process.stdin.write(f"{{\n{command}\n}} </dev/null\nprintf '\\n{self.MARK}%d\\n' $?\n")
        lines = []
        for line in self.process.stdout:
            if line.startswith(self.MARK):
                return int(line[len(self.MARK):]), "".join(lines).removesuffix("\n").rstrip("\n")
            lines.append(line)
        raise SystemExit(f"the shell ended in: {command}\n{''.join(lines)}")

    def close(self):
        self.process.stdin.close()
        self.process.wait(SECONDS_MAX)


def run_steps(steps, bash, server):
    wrong = 0
    for step in steps:
        code, output = bash.run(step.command.replace(TOLD_SERVER, server))
        output = output.replace(server, TOLD_SERVER)
        if code == 0 and step.matches(output):
            print(f"ok    line {step.line}: {step.command}")
            continue
        wrong += 1
        told = "\n".join(step.expected)
        print(f"WRONG line {step.line}: {step.command}\n--- it printed (exit code {code})\n{output}\n--- the document says\n{told}\n---")
    print(f"{len(steps)} commands, {wrong} wrong")
    return wrong


def like_a_checkout(folder, data, binaries):
    """What the document's paths lead to: data and build/release/bin."""
    (folder / "data").symlink_to(data)
    (folder / "build/release").mkdir(parents=True)
    (folder / "build/release/bin").symlink_to(binaries)


def main(document):
    from server import BIN, Server
    steps = steps_of(pathlib.Path(document).read_text())
    if not steps:
        print(f"{document} has no console block")
        return 1
    with Server() as server, tempfile.TemporaryDirectory(prefix="verbatim-readme-") as folder:
        url = f"http://127.0.0.1:{server.port}"
        token = server.token("owner", "owner")
        (server.data / "owner.token").write_text(token + "\n")
        server.verbatim("--server", url, "--token", token, "demo", "load", "--data", server.data)
        like_a_checkout(pathlib.Path(folder), server.data, BIN.resolve())
        bash = Bash(folder, {"PATH": os.environ["PATH"], "HOME": folder, "LC_ALL": "C.UTF-8"})
        wrong = run_steps(steps, bash, url)
        bash.close()
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ROOT / "README.md"))
