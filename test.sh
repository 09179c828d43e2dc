#!/usr/bin/env bash
# Installs what the tests need where it may, says what is missing where it may not, then builds and runs every test.
#   ./test.sh              everything
#   ./test.sh --no-install never installs, only says what is missing
set -euo pipefail
cd "$(dirname "$0")"

install=true
for argument in "$@"; do
  case "$argument" in
    --no-install) install=false ;;
    *) echo "unknown argument: $argument (known: --no-install)" >&2; exit 2 ;;
  esac
done

# A program that the tests need, and the Debian package that has it.
need() { # <package> <test that succeeds where it is there>
  local package=$1; shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}
# Where Debian has the programs of the server, which are not on the PATH; the tests look nowhere else.
has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb'; }
find_missing() {
  missing=()
  need chromium command -v "${CHROMIUM:-/usr/bin/chromium}"
  need curl command -v curl
  need iproute2 command -v ip
  [ "${METRICS_FAULTS:-}" != long ] || need nginx-light test -x /usr/sbin/nginx
  need postgresql has_postgres
  need prometheus command -v promtool
}

find_missing
if [ ${#missing[@]} -gt 0 ] && $install && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing: ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  find_missing
fi
if [ ${#missing[@]} -gt 0 ]; then
  echo "The tests need what these Debian packages bring, please install them: ${missing[*]}" >&2
  exit 1
fi

has_node() { node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' && npm --version; }
command -v dotnet >/dev/null || { echo "The tests need the .NET 10 SDK (dotnet)." >&2; exit 1; }
has_node >/dev/null 2>&1 || { echo "The tests of the dashboard need Node.js 20.19 or later with npm." >&2; exit 1; }

dotnet build Metrics.Orleans.sln -c Release

# What fails does not keep the rest from being run.
result=0
# One project after the other: the fault tests measure, and need the machine for themselves.
dotnet test Metrics.Orleans.sln -c Release --no-build -m:1 --logger "console;verbosity=normal" || result=1
npm_test() { (cd "$1" && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci; } && npm test); }
npm_test src/Metrics.Dashboard || result=1
npm_test tests/Metrics.Dashboard.Tests || result=1
exit $result
