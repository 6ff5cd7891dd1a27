"""What ships beside the code says what the code does."""

import re

from repository import cmake_calls
from rules import rule

ALERTS, METRICS = "deploy/prometheus/alerts.yaml", "services/api/metrics.cpp"
PACKAGES = "tools/packages.txt"
METRIC = re.compile(r"\bverbatim_\w+")

# What a find_package() or pkg_check_modules() comes from on Debian 12.
PACKAGE_OF = {
    "Boost": "libboost-url1.81-dev", "RocksDB": "librocksdb-dev", "nlohmann_json": "nlohmann-json3-dev",
    "fmt": "libfmt-dev", "spdlog": "libspdlog-dev", "CLI11": "libcli11-dev", "OpenSSL": "libssl-dev",
    "prometheus-cpp": "prometheus-cpp-dev", "GTest": "libgmock-dev", "ZLIB": "zlib1g-dev",
    "rapidcheck": "librapidcheck-dev", "benchmark": "libbenchmark-dev", "Python3": "python3",
    "PkgConfig": "pkg-config", "sodium": "libsodium-dev", "cbor": "libcbor-dev", "liblz4": "liblz4-dev", "jemalloc": "libjemalloc-dev",
    "libxxhash": "libxxhash-dev", "utf8proc": "libutf8proc-dev", "libarchive": "libarchive-dev",
    "Threads": "g++",
}
PACKAGE_OF_MODULE = {"yaml": "python3-yaml", "jsonschema": "python3-jsonschema"}


def packages(repository):
    lines = (line.split("#")[0].split() for _, line in repository.lines(PACKAGES))
    return {words[0] for words in lines if words}


@rule
def alerts_speak_of_metrics_that_exist(repository):
    """An alert on a metric that nobody sends never fires."""
    sent = set(re.findall(r'\.Name\("(\w+)"\)', repository.text(METRICS)))
    sent |= {name + suffix for name in sent for suffix in ("_bucket", "_count", "_sum")}
    for number, line in repository.lines(ALERTS):
        for name in METRIC.findall(line):
            if name not in sent:
                yield ALERTS, number, f"{name} is not in {METRICS}"


@rule
def every_library_that_is_looked_for_can_be_installed(repository):
    """What find_package() wants on a fresh machine is in tools/packages.txt."""
    listed = packages(repository)
    for path in repository.ending("CMakeLists.txt", ".cmake"):
        for call, arguments in cmake_calls(repository.text(path)):
            if call not in ("find_package", "pkg_check_modules"):
                continue
            package = PACKAGE_OF.get(arguments[0])
            if package is None:
                yield path, 1, f"looks for {arguments[0]}: say in {__name__}.py which package that is"
            elif package not in listed:
                yield path, 1, f"looks for {arguments[0]}, but {package} is not in {PACKAGES}"


@rule
def every_python_module_can_be_installed(repository):
    """Scripts run on what tools/packages.txt installs."""
    listed = packages(repository)
    for path in repository.ending(".py"):
        for number, line in repository.lines(path):
            found = re.match(r"\s*(?:import|from) (\w+)", line)
            package = PACKAGE_OF_MODULE.get(found.group(1)) if found else None
            if package and package not in listed:
                yield path, number, f"needs {package}, which is not in {PACKAGES}"
