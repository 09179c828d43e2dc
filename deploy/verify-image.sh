#!/usr/bin/env bash
# Builds the image of deploy/Dockerfile with buildah, on base images that it makes itself, and runs the result as the image says:
# as its user, on a read-only root with one writable volume, without capabilities. Then takes the tour of the README.
#   deploy/verify-image.sh [folder]     where to work, about 4 GB, and where to find again in the next run what has not changed;
#                                       by default a temporary folder, removed in the end
# Needs root, and the Debian packages buildah, mmdebstrap and curl; the .NET SDK and the Node of this machine go into the base
# images.
#
# What it does not show: a container engine. There is none here, so the process shares the network, the process ids and the
# limits of this machine; the default base images of the Dockerfile are replaced by ones made on the spot.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\n== %s (after %s s)\n' "$*" "$SECONDS"; }
fail() { echo "FAILED: $*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || fail "this needs root"
for program in buildah mmdebstrap curl setpriv unshare dotnet node npm; do
  command -v $program >/dev/null || fail "this needs $program (Debian packages: buildah mmdebstrap curl util-linux)"
done

port=$((20000 + RANDOM % 10000))
work=${1:-$(mktemp -d)}
rm -rf "$work/volume"
mkdir -p "$work/volume"
export TMPDIR=$work
buildah() { command buildah --root "$work/store" --runroot "$work/run" --storage-driver "$driver" "$@"; }
# Layers upon layers where this file system knows them; else copies, which take longer.
mkdir -p "$work/layers"/{lower,upper,work,merged}
driver=vfs
! mount -t overlay overlay -o "lowerdir=$work/layers/lower,upperdir=$work/layers/upper,workdir=$work/layers/work" "$work/layers/merged" 2>/dev/null ||
  { umount "$work/layers/merged"; driver=overlay; }
server=
finish() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; } || true
  buildah umount --all >/dev/null 2>&1 || true
  [ -n "${1:-}" ] || rm -rf "$work"
}
trap 'finish "'"${1:-}"'"' EXIT

dotnet_root=$(dirname "$(readlink -f "$(command -v dotnet)")")
base_image() { # <name> <command that prepares a root folder> [variable=value ...]
  ! buildah inspect --type image "$1" >/dev/null 2>&1 || return 0
  local container variable; container=$(buildah from scratch)
  local root; root=$(buildah mount "$container")
  "$2" "$root"
  for variable in PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${@:3}"; do
    buildah config --env "$variable" "$container"
  done
  buildah commit --quiet --rm "$container" "$1" >/dev/null
}

# The libraries that .NET asks for, certificates, and nothing else: no shell either.
runtime_root() {
  mmdebstrap --quiet --variant=extract --include=libc6,libgcc-s1,libstdc++6,libssl3,zlib1g,ca-certificates bookworm "$work/runtime.tar"
  tar -xf "$work/runtime.tar" -C "$1"
  mkdir -p "$1/usr/share/dotnet" "$1/usr/bin" "$1/tmp" "$1/proc" "$1/dev"
  cp -a "$dotnet_root"/{dotnet,host,shared} "$1/usr/share/dotnet/"
  ln -s ../share/dotnet/dotnet "$1/usr/bin/dotnet"
  [ ! -e "$1/bin/sh" ] || fail "the runtime base has a shell"
}

sdk_root() {
  mmdebstrap --quiet --variant=essential --include=libc6,libgcc-s1,libstdc++6,libssl3,zlib1g,ca-certificates bookworm "$work/sdk.tar"
  tar -xf "$work/sdk.tar" -C "$1"
  mkdir -p "$1/usr/share/dotnet"
  cp -a "$dotnet_root"/. "$1/usr/share/dotnet/"
  ln -s ../share/dotnet/dotnet "$1/usr/bin/dotnet"
}

# The same root with Node in it.
node_root() {
  tar -xf "$work/sdk.tar" -C "$1"
  mkdir -p "$1/usr/local/bin" "$1/usr/local/etc" "$1/usr/local/lib"
  cp -L "$(command -v node)" "$1/usr/local/bin/node"
  cp -a "$(npm root -g)" "$1/usr/local/lib/node_modules"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$1/usr/local/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$1/usr/local/bin/npx"
  # Node brings authorities of its own; this machine may know others.
  echo "cafile=/etc/ssl/certs/ca-certificates.crt" >"$1/usr/local/etc/npmrc"
}

say "Base images out of this machine"
base_image localhost/dotnet-runtime runtime_root
base_image localhost/dotnet-sdk sdk_root DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 "NUGET_CERT_REVOCATION_MODE=${NUGET_CERT_REVOCATION_MODE:-online}"
base_image localhost/node node_root

say "The image"
# The build reads packages as this machine does: its cache, its feed, its certificates.
mounts=()
for path in "$HOME/.nuget" "$HOME/.npm" "$HOME/.npmrc" /etc/ssl/certs /usr/share/ca-certificates /usr/local/share/ca-certificates; do
  [ ! -e "$path" ] || mounts+=(--volume "$path:${path/#$HOME//root}")
done
buildah build --format docker --layers --isolation chroot --pull-never --network host "${mounts[@]}" \
  --build-arg NODE_IMAGE=localhost/node --build-arg SDK_IMAGE=localhost/dotnet-sdk --build-arg RUNTIME_IMAGE=localhost/dotnet-runtime \
  --file deploy/Dockerfile --tag localhost/metrics-orleans .

say "The container"
container=$(buildah from --pull-never localhost/metrics-orleans)
root=$(buildah mount "$container")
field() { buildah inspect --type container --format "$1" "$container"; }
user=$(field '{{.OCIv1.Config.User}}')
folder=$(field '{{.OCIv1.Config.WorkingDir}}')
mapfile -t command < <(field '{{range .OCIv1.Config.Entrypoint}}{{println .}}{{end}}' | sed '/^$/d')
mapfile -t variables < <(field '{{range .OCIv1.Config.Env}}{{println .}}{{end}}' | sed '/^$/d')
mapfile -t health < <(field '{{if .Docker.Config.Healthcheck}}{{range .Docker.Config.Healthcheck.Test}}{{println .}}{{end}}{{end}}' | sed '/^$/d')
[[ $user =~ ^[1-9][0-9]*:[1-9][0-9]*$ ]] || fail "the image does not name a user by number: '$user'"
[ ! -e "$root/bin/sh" ] || fail "the image has a shell"
echo "user $user, in $folder: ${command[*]}; files of others to write in: $(find "$root" -xdev -perm -0002 ! -type l ! -path "$root/tmp" | wc -l)"
chown "$user" "$work/volume"

# Becomes a command of the image: in a mount namespace of its own, the root read-only, the volume beside it, as the user.
become() { # <command...>
  local env setpriv unshare
  env=$(command -v env) setpriv=$(command -v setpriv) unshare=$(command -v unshare)
  exec "$unshare" --mount -- bash -c '
    set -e
    root=$1 volume=$2 folder=$3; shift 3
    mount --bind "$root" "$root"
    mount --bind "$volume" "$root$folder/data"
    mount -t proc proc "$root/proc"
    mount -t tmpfs -o mode=755 tmpfs "$root/dev"
    for device in null zero random urandom; do touch "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
    mount -o remount,bind,ro "$root"
    if touch "$root/written" 2>/dev/null; then echo "the root is writable" >&2; exit 1; fi
    exec "$@"' bash "$root" "$work/volume" "$folder" \
    "$env" -i "${variables[@]}" "Urls=http://127.0.0.1:$port" "Cluster__SiloPort=$((port + 10000))" \
    "$setpriv" --no-new-privs --bounding-set=-all,+sys_chroot,+setuid,+setgid -- \
    "$unshare" --root="$root" --wd="$folder" --setgid="${user#*:}" --setuid="${user%:*}" -- "$@"
}

say "The tour"
(become "${command[@]}") >"$work/log" 2>&1 &
server=$!
url=http://127.0.0.1:$port
for ((i = 0; ; i++)); do
  curl -sf -o /dev/null "$url/health/ready" && break
  { [ $i -lt 600 ] && kill -0 "$server" 2>/dev/null; } || { cat "$work/log"; fail "the container does not become ready"; }
  sleep 0.1
done
status() { awk -v key="$1:" '$1 == key { $1 = ""; print substr($0, 2) }' "/proc/$server/status"; }
[[ $(status Uid) == "${user%:*}"* ]] || fail "the process runs as $(status Uid)"
[ "$(status CapEff)" = 0000000000000000 ] || fail "the process has capabilities: $(status CapEff)"

token=$(sed -n 's/.*"token": "\(.*\)".*/\1/p' "$work/volume/credentials.json")
ask() { curl -sS -w '\n%{http_code}' "$url$1" -H "Authorization: Bearer $token" "${@:2}" | tr '\n' ' '; }
expect() { # <pattern> <answer>
  echo "$2"
  [[ $2 == $1 ]] || fail "expected $1"
}
expect '{"status":"Healthy",*}}* 200' "$(ask /health/ready)"
expect '{"status":"Success",*"name":"firstSteps"*}}} 201' "$(ask /v2/customMetrics --json '{"name":"firstSteps","dataType":"Sum","interval":"Daily"}')"
expect '* 204' "$(ask /v2/customMetrics/firstSteps/data --json '{"value":1,"date":"2024-04-09"}')"
expect '* 204' "$(ask /v2/customMetrics/firstSteps/data --json '{"value":"2.25","date":"2024-04-09T14:44:00Z"}')"
expect '{"value":3.5,"date":"2024-04-09T00:00:00Z"} 200' "$(ask '/v2/customMetrics/firstSteps/data?returnValue=true' --json '{"value":0.25,"date":"2024-04-09"}')"

say "The page"
page=$(curl -sS "$url/")
script=$(sed -n 's/.*<script type="module"[^>]* src="\([^"]*\)".*/\1/p' <<<"$page")
[ -n "$script" ] || fail "the dashboard is not in the image: $page"
curl -sSf -o /dev/null -w "$script: %{http_code}, %{size_download} bytes\n" "$url/${script#./}" || fail "the dashboard lacks its script"

say "The health check: ${health[*]}"
[ "${health[0]:-}" = CMD ] || fail "the image has no health check without a shell"
(become "${health[@]:1}") || fail "the health check says no"

say "The end"
kill "$server"
wait "$server" || fail "the container ended with $?"
server=
(become "${health[@]:1}") && fail "the health check says yes to a container that has ended"
grep -q "$token" "$work/log" && fail "the log holds the token"
grep -v '^{.*}$' "$work/log" && fail "the log holds lines that are not JSON"
tail -n 2 "$work/log"
written=$(find "$work/volume" -type f -printf '%f ')
echo "written: $written"
echo "OK: the image serves as user $user on a read-only root with one writable volume."
