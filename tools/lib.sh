# shellcheck shell=bash
# What tools/up and tools/test share: steps that say what they do and how long it took, packages,
# and the build. To be sourced by a script that has `set -euo pipefail`.

REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
LOGS=$REPO/build/log

# fail WHAT [WHAT TO DO]: ends the script.
fail() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  [[ -z ${2:-} ]] || printf '  %s\n' "$2" >&2
  exit 1
}

# step LABEL WHAT-TO-DO COMMAND...: runs the command with its output in a file and says how long it
# took. A failure shows the end of the output, where all of it is and what to do, and ends the script.
step() {
  local label=$1 advice=$2 began=$SECONDS log
  shift 2
  mkdir -p "$LOGS"
  log="$LOGS/${label//[^a-z0-9]/-}.log"
  printf '%s ... ' "$label"
  if "$@" </dev/null 2>&1 | keep_output "$label" "$log"; then
    printf '%d s\n' $((SECONDS - began))
    return
  fi
  printf 'failed after %d s\n\n' $((SECONDS - began))
  tail -n 30 "$log"
  printf '\n'
  fail "$label failed; all that it said: $log" "$advice"
}

# Copies what comes in to the file $2; on a terminal, shows ninja's [3/120] behind the label $1.
keep_output() {
  local line
  while IFS= read -r line || [[ -n $line ]]; do
    printf '%s\n' "$line"
    if [[ -t 2 && $line =~ ^\[([0-9]+/[0-9]+)\] ]]; then
      printf '\r%s ... %s ' "$1" "${BASH_REMATCH[1]}" >&2
    fi
  done >"$2"
}

wanted_packages() {
  sed 's/#.*//' "$REPO/tools/packages.txt" | awk 'NF { print $1 }'
}

is_installed() {
  [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed* ]]
}

missing_packages() {
  local package
  for package in $(wanted_packages); do
    is_installed "$package" || printf '%s\n' "$package"
  done
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

# Debian has the headers of one Boost at a time; ours is 1.81, and apt takes the other away.
tell_of_other_boost() {
  local others
  others=$({ dpkg-query -W -f='${Package} ${db:Status-Status}\n' 'libboost*-dev' 2>/dev/null || true; } |
    awk '$2 == "installed" && $1 !~ /1\.81-dev$/ { print $1 }' | tr '\n' ' ')
  [[ -z $others ]] ||
    printf 'note: Boost 1.81 cannot stand beside these, which apt may remove: %s\n' "$others"
}

# Installs what tools/packages.txt lists and this machine has not. Nothing missing: no network.
install_missing() {
  local missing apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    printf 'note: not a Debian; building with what is here (tools/packages.txt says what is needed)\n'
    return
  fi
  mapfile -t missing < <(missing_packages)
  ((${#missing[@]})) || return 0
  printf 'missing packages: %s\n' "${missing[*]}"
  if ((EUID != 0)); then
    command -v sudo >/dev/null ||
      fail 'packages are missing, and only root may install them (there is no sudo here)' \
        "as root: apt-get update && apt-get install ${missing[*]}"
    sudo -v || fail 'sudo refused' "as root: apt-get update && apt-get install ${missing[*]}"
  fi
  tell_of_other_boost
  step 'refreshing the package lists' 'Is there a network? apt-get update must work.' \
    as_root "${apt[@]}" update
  step "installing ${#missing[@]} packages" \
    'Is there a network, and is this Debian 12? On other systems: deploy/README.md, "Container".' \
    as_root "${apt[@]}" install -y --no-install-recommends "${missing[@]}"
}

# One job a core, but no more than the memory holds: a large source takes about a gigabyte.
build_jobs() {
  local cores gigabytes
  cores=$(nproc)
  gigabytes=$(awk '/^MemAvailable:/ { print int($2 / 1048576) }' /proc/meminfo)
  ((gigabytes >= 1)) || gigabytes=1
  printf '%d' $((cores < gigabytes ? cores : gigabytes))
}

# build PRESET [TARGET...]: configures build/PRESET and builds the targets, or everything.
build() {
  local preset=$1
  shift
  cd "$REPO" || exit
  step "configuring $preset" "If the checkout was moved or the compiler changed: rm -r build/$preset" \
    cmake --preset "$preset"
  step "building $preset" 'The first line with "error:" says why. Out of memory: JOBS=1 in front of the command.' \
    ninja -C "build/$preset" -j "${JOBS:-$(build_jobs)}" "$@"
}
