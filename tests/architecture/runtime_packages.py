"""deploy/Dockerfile installs the packages of exactly the shared libraries that the binaries load.

Skipped for a sanitizer build and where there is no dpkg to ask.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys

SKIPPED = 77
ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("VERBATIM_BIN", ROOT / "build/release/bin"))
BASE = {"libc6", "libgcc-s1"}  # in every Debian image
DATA = {"ca-certificates"}  # no library: whom TLS trusts


def libraries(program):
    """The files that `program` itself asks for; what those ask for, apt brings along."""
    needed = subprocess.run(["objdump", "-p", program], capture_output=True, text=True, check=True).stdout
    names = set(re.findall(r"NEEDED\s+(\S+)", needed))
    found = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    return {path for name, path in re.findall(r"(\S+) => (\S+)", found) if name in names}


def package_of(library):
    # dpkg knows a library by the place it was installed to: /usr/lib, or /lib which leads there.
    for path in (library, os.path.realpath(library), library.removeprefix("/usr"), "/usr" + library):
        run = subprocess.run(["dpkg", "-S", path], capture_output=True, text=True, check=False)
        if run.returncode == 0:
            return run.stdout.split(":")[0]
    raise SystemExit(f"{library} belongs to no package")


def installed_by(dockerfile):
    runtime = dockerfile.split("\nFROM ")[-1]
    block = re.search(r"apt-get install[^\n]*\\\n((?:\s+[\w.+-]+ \\\n)+)", runtime).group(1)
    return set(re.findall(r"[\w.+-]+", block))


def main():
    programs = [BIN / name for name in ("verbatimd", "verbatim")]
    if not shutil.which("dpkg") or not shutil.which("objdump"):
        print("skipped: no dpkg or objdump here")
        return SKIPPED
    loaded = set().union(*(libraries(program) for program in programs))
    if any(re.search(r"lib[at]san|libubsan", library) for library in loaded):
        print("skipped: a sanitizer build")
        return SKIPPED
    needed = {package_of(library) for library in loaded} - BASE
    told = installed_by((ROOT / "deploy/Dockerfile").read_text())
    for package in sorted(needed - told):
        print(f"deploy/Dockerfile does not install {package}")
    for package in sorted(told - needed - DATA):
        print(f"deploy/Dockerfile installs {package}, which nothing loads")
    print(f"{len(needed)} packages: {' '.join(sorted(needed))}")
    return needed != told - DATA


if __name__ == "__main__":
    sys.exit(main())
