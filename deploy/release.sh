#!/usr/bin/env bash
# Makes a release of the commit that is checked out: the program, lists of what it is made of, and digests of all.
#   release.sh [folder]     by default artifacts/release
#   release.sh verify       makes the program twice, in two folders, and compares the two byte by byte
# The same commit gives the same program, wherever and whenever it is made, with the same .NET SDK and Node.
# Needs git, the .NET SDK, Node.js with npm.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
finish() {
  for tree in "$work"/tree-*; do git -C "$repository" worktree remove --force "$tree" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT

# From a clean tree, so that nothing gets in that is not in the commit. CI=true takes the names of folders out of what is compiled.
publish() { # <name of the tree> <folder of the program>
  git -C "$repository" worktree add --quiet --detach "$work/tree-$1" HEAD
  CI=true dotnet publish "$work/tree-$1/src/Metrics.Gateway" -c Release -v quiet -p:UseAppHost=false -o "$2"
  [ -e "$2/wwwroot/index.html" ] || { echo "the dashboard is missing: is npm there?" >&2; exit 1; }
}
digests() { (cd "$1" && find . -type f -print0 | sort -z | xargs -0 sha256sum); }

verify() {
  publish one "$work/one"
  publish another-folder "$work/another"
  diff <(digests "$work/one") <(digests "$work/another") || { echo "FAILED: the two differ" >&2; exit 1; }
  echo "OK: $(digests "$work/one" | wc -l) files are the same twice."
}

release() {
  local folder=$1 version tree=$work/tree-release
  publish release "$work/metrics-orleans"
  version=$(sed -n 's:.*<VersionPrefix>\(.*\)</VersionPrefix>.*:\1:p' "$tree/Directory.Build.props")
  mkdir -p "$folder"
  tar -C "$work" --sort=name --mtime="@$(git -C "$repository" log -1 --format=%ct)" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX \
    -cf - metrics-orleans | gzip -n >"$folder/metrics-orleans-$version.tar.gz"
  (
    cd "$tree"
    dotnet tool restore
    dotnet CycloneDX src/Metrics.Gateway/Metrics.Gateway.csproj --recursive --disable-package-restore --exclude-dev --output-format Json \
      --set-name Metrics.Orleans --set-version "$version" --output "$folder" --filename service.cdx.json
  ) >"$work/log" || { cat "$work/log" >&2; exit 1; }
  (cd "$tree/src/Metrics.Dashboard" && npm sbom --package-lock-only --omit dev --sbom-format cyclonedx) >"$folder/page.cdx.json"
  (cd "$folder" && sha256sum "metrics-orleans-$version.tar.gz" service.cdx.json page.cdx.json >SHA256SUMS && cat SHA256SUMS)
}

case ${1:-} in
  verify) verify ;;
  -*) sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  *) release "$(realpath -m "${1:-$repository/artifacts/release}")" ;;
esac
