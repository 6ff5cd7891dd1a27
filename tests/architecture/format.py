"""Every C++ file is as clang-format leaves it. Skipped where clang-format 14 is not installed: other
versions lay out differently."""

import pathlib
import shutil
import subprocess
import sys

from repository import Repository

SKIPPED = 77
ROOT = pathlib.Path(__file__).resolve().parents[2]


def clang_format():
    for name in ("clang-format-14", "clang-format"):
        program = shutil.which(name)
        if program and " 14." in subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout:
            return program
    return None


def main():
    program = clang_format()
    if program is None:
        print("skipped: clang-format 14 is not installed")
        return SKIPPED
    files = Repository.at(ROOT).cpp()
    run = subprocess.run([program, "--dry-run", "--ferror-limit=1", "-Werror", *files], cwd=ROOT,
                         capture_output=True, text=True, check=False)
    wrong = sorted({line.split(":")[0] for line in run.stderr.splitlines() if "error:" in line})
    print(f"{len(files)} files, {len(wrong)} not formatted")
    if wrong:
        print("clang-format -i", *wrong)
    return run.returncode


if __name__ == "__main__":
    sys.exit(main())
