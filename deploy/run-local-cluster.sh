#!/usr/bin/env bash
# The cluster of compose.yaml as processes of this machine: PostgreSQL of its own, three replicas, nginx before them.
#   run-local-cluster.sh start               builds, starts everything, and says where and with which token
#   run-local-cluster.sh kill N              SIGKILL for replica N (1 to 3)
#   run-local-cluster.sh up N [program]      starts replica N, where another program folder is given, from there
#   run-local-cluster.sh down N              stops replica N in order
#   run-local-cluster.sh roll [program]      restarts the replicas one after the other, each once the one before is ready
#   run-local-cluster.sh restart-database
#   run-local-cluster.sh status              asks each replica
#   run-local-cluster.sh stop                stops everything; the data stays
# CLUSTER_FOLDER (artifacts/cluster) keeps data, secrets and logs; CLUSTER_PORT (8080) is nginx, the ports after it are the rest;
# CLUSTER_PROGRAM is a folder with a built Metrics.Gateway, instead of a build.
# Needs the Debian packages postgresql, nginx-light, curl. PostgreSQL does not run as root; where root calls this, it runs as postgres.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
folder=$(realpath -m "${CLUSTER_FOLDER:-$repository/artifacts/cluster}")
port=${CLUSTER_PORT:-8080}
database_port=$((port + 10))

fail() { echo "$*" >&2; exit 1; }
require_replica() { [[ ${1:-} =~ ^[123]$ ]] || fail "name a replica: 1, 2 or 3"; }
replica_port() { echo $((port + $1)); }
# Each runs in the folder of its name. After a restart of the machine the number in its file may be that of anybody.
is_running() { [ -e "$folder/$1.pid" ] && [ "$(readlink "/proc/$(cat "$folder/$1.pid")/cwd")" = "$folder/$1" ]; }

postgres_bin() { printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1; }
as_postgres() ( # in a folder that postgres may enter
  cd /
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --init-groups --reset-env "$@"; else "$@"; fi
)
database() { as_postgres "$(postgres_bin)/pg_ctl" -s -w -D "$folder/postgres/data" -l "$folder/postgres/log" "$@" </dev/null >/dev/null; }

start_database() {
  if [ ! -e "$folder/postgres/data/PG_VERSION" ]; then
    mkdir -p "$folder/postgres"
    if [ "$(id -u)" = 0 ]; then
      chown postgres "$folder/postgres"
      as_postgres test -w "$folder/postgres" || fail "the user postgres cannot reach $folder, please choose another CLUSTER_FOLDER"
    fi
    as_postgres sh -c 'umask 077; cat >"$1"' sh "$folder/postgres/password" <"$folder/secrets/postgres-password"
    as_postgres "$(postgres_bin)/initdb" -D "$folder/postgres/data" -U metrics --auth=scram-sha-256 -E UTF8 --locale=C.UTF-8 \
      --pwfile="$folder/postgres/password" >/dev/null
    printf '%s\n' "port = $database_port" "listen_addresses = '127.0.0.1'" "unix_socket_directories = ''" \
      | as_postgres tee -a "$folder/postgres/data/postgresql.conf" >/dev/null
  fi
  database start
  # The user is made with the database folder; the database of its name is there after the first start.
  PGPASSWORD=$(cat "$folder/secrets/postgres-password") \
    "$(postgres_bin)/createdb" -h 127.0.0.1 -p "$database_port" -U metrics metrics 2>/dev/null || true
}

require_program() { [ -z "${1:-}" ] || [ -e "$1/Metrics.Gateway.dll" ] || fail "there is no Metrics.Gateway.dll in $1"; }

start_replica() { # <number> [program folder]
  local number=$1
  [ -z "${2:-}" ] || realpath -- "$2" >"$folder/replica-$number.program" # as it starts in a folder of its own
  ! is_running "replica-$number" || fail "replica $number runs already"
  mkdir -p "$folder/replica-$number"
  (
    cd "$folder/replica-$number"
    export Urls=http://127.0.0.1:$(replica_port "$number") Cluster__SiloPort=$((port + 20 + number)) Cluster__AdvertisedAddress=127.0.0.1
    export Storage__Provider=Postgres Logging__Console__FormatterName=json
    export Organizations__0__Name=Main Organizations__0__ApiUsers__0__AccessId=admin Organizations__0__ApiUsers__0__Role=Administrator
    for secret in "$folder"/secrets/*__*; do export "$(basename "$secret")=$(cat "$secret")"; done
    setsid dotnet "$(cat "$folder/replica-$number.program")/Metrics.Gateway.dll" </dev/null >>log 2>&1 &
    echo $! >"$folder/replica-$number.pid"
  )
}

wait_ready() { # <number>
  for _ in $(seq 600); do
    curl -sf -o /dev/null "http://127.0.0.1:$(replica_port "$1")/health/ready" && return
    is_running "replica-$1" || { tail -n 5 "$folder/replica-$1/log" >&2; fail "replica $1 has ended"; }
    sleep 0.1
  done
  fail "replica $1 does not become ready"
}

stop_process() { # <name> <signal>
  is_running "$1" || return 0
  local pid; pid=$(cat "$folder/$1.pid")
  kill -s "$2" "$pid"
  for _ in $(seq 900); do kill -0 "$pid" 2>/dev/null || { rm "$folder/$1.pid"; return; }; sleep 0.1; done
  fail "$1 does not end"
}

start_nginx() {
  local escaped; escaped=$(printf '%s' "$folder" | sed 's/[#&\\]/\\&/g')
  sed -e "s/listen 8080;/listen 127.0.0.1:$port;/" \
    -e "s/server metrics-1:8080/server 127.0.0.1:$(replica_port 1)/" -e "s/server metrics-2:8080/server 127.0.0.1:$(replica_port 2)/" \
    -e "s/server metrics-3:8080/server 127.0.0.1:$(replica_port 3)/" \
    -e "s#/tmp/#$escaped/nginx/#" -e "s#/dev/stderr#$escaped/nginx/log#" "$repository/deploy/nginx.conf" >"$folder/nginx.conf"
  mkdir -p "$folder/nginx"
  rm -f "$folder/nginx/nginx.pid"
  [ "$(id -u)" != 0 ] || chown -R www-data "$folder/nginx"
  (
    cd "$folder/nginx"
    setsid "$(PATH=$PATH:/usr/sbin command -v nginx)" -c "$folder/nginx.conf" -e "$folder/nginx/log" -g 'daemon off;' </dev/null >/dev/null 2>&1 &
    echo $! >"$folder/nginx.pid"
  )
  # Where somebody else has the port, it is he who answers there: nginx writes the file of its own number once it listens, or ends.
  for _ in $(seq 300); do
    is_running nginx || { tail -n 5 "$folder/nginx/log" >&2; fail "nginx has ended"; }
    [ ! -s "$folder/nginx/nginx.pid" ] || ! curl -sf -o /dev/null "http://127.0.0.1:$port/health/ready" || return 0
    sleep 0.1
  done
  fail "nginx does not become ready"
}

case ${1:-} in
  start)
    for name in nginx replica-1 replica-2 replica-3; do ! is_running $name || fail "$name runs already; stop ends all of them"; done
    mkdir -p "$folder"
    program=${CLUSTER_PROGRAM:-}
    if [ -z "$program" ]; then
      program=$folder/program
      dotnet publish "$repository/src/Metrics.Gateway" -c Release -o "$program" -v quiet
    fi
    require_program "$program"
    "$repository/deploy/make-secrets.sh" "$folder/secrets" "127.0.0.1;Port=$database_port" >/dev/null
    start_database
    for number in 1 2 3; do start_replica $number "$program"; done
    for number in 1 2 3; do wait_ready $number; done
    start_nginx
    echo "http://127.0.0.1:$port leads to three replicas; the token of the administrator is in $folder/secrets/Organizations__0__ApiUsers__0__Token"
    ;;
  kill) require_replica "${2:-}"; stop_process "replica-$2" KILL ;;
  down) require_replica "${2:-}"; stop_process "replica-$2" TERM ;;
  up) require_replica "${2:-}"; require_program "${3:-}"; start_replica "$2" "${3:-}"; wait_ready "$2" ;;
  roll)
    require_program "${2:-}" # before any is stopped
    for number in 1 2 3; do
      stop_process "replica-$number" TERM
      start_replica $number "${2:-}"
      wait_ready $number
    done
    ;;
  restart-database) database restart -m fast ;;
  status)
    for number in 1 2 3; do
      echo "replica $number: $(curl -s -m 5 "http://127.0.0.1:$(replica_port $number)/health/ready" || echo "does not answer")"
    done
    ;;
  stop)
    stop_process nginx TERM
    # Without its database a replica takes two minutes to take its leave. It has nothing to lose.
    for number in 1 2 3; do { (stop_process "replica-$number" TERM 2>/dev/null) || stop_process "replica-$number" KILL; } & done
    wait
    database stop -m fast || true
    ;;
  *) sed -n '2,16s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
