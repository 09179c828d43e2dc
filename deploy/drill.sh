#!/usr/bin/env bash
# Breaks a cluster on purpose while clients load it through nginx, and has what was acknowledged held against what is stored: that of
# run-local-cluster.sh, which it starts, or that of compose.yaml, which runs already.
#   drill.sh faults [program]    kills a replica, restarts PostgreSQL, and restarts all replicas one by one, on another build
#   drill.sh upgrade [commit]    the same cluster first of that commit (the one before HEAD), then of both, then of this tree;
#                                instead of the commit, a folder with its program
#   drill.sh compose             kills, pauses and cuts off replicas in containers, restarts and kills PostgreSQL, and makes each replica
#                                anew; COMPOSE is the command, "docker compose" unless it is said
# The first two need what run-local-cluster.sh needs, and a free CLUSTER_PORT (18080 here); CLUSTER_PROGRAM is a folder with this tree's
# program, instead of a build. Exit code 0: nothing was lost, counted twice or made up.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
chmod 711 "$work"
program=${CLUSTER_PROGRAM:-$work/program}
export CLUSTER_FOLDER=$work/cluster CLUSTER_PORT=${CLUSTER_PORT:-18080}
mkdir -p "$CLUSTER_FOLDER"
chmod 711 "$CLUSTER_FOLDER"
cluster=$repository/deploy/run-local-cluster.sh

say() { printf '%(%H:%M:%S)T %s\n' -1 "$*"; }
finish() {
  "$cluster" stop >/dev/null 2>&1 || true
  git -C "$repository" worktree remove --force "$work/former" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

publish() { # <source tree> <folder> [version]
  dotnet publish "$1/src/Metrics.Gateway" -c Release -o "$2" -v quiet -p:BuildDashboard=false ${3:+-p:Version=$3}
}
publish_this() { [ -n "${CLUSTER_PROGRAM:-}" ] || publish "$repository" "$program"; }
address=http://127.0.0.1:$CLUSTER_PORT
secrets=$CLUSTER_FOLDER/secrets
token() { cat "$secrets/Organizations__0__ApiUsers__0__Token"; }
ask() { # <replica> <path> [curl arguments]
  curl -sS --fail-with-body "http://127.0.0.1:$((CLUSTER_PORT + $1))$2" -H "Authorization: Bearer $(token)" "${@:3}"
}

load=
start_load() {
  rm -f "$work/stop" "$work/report"
  METRICS_FAULTS_ADDRESSES=$address METRICS_FAULTS_TOKEN=$(token) METRICS_FAULTS_STOP=$work/stop \
    METRICS_FAULTS_LOG=$work/report dotnet test "$repository/tests/Metrics.FaultTests" -c Release --no-build \
    --filter FullyQualifiedName~RunningClusterTests >"$work/load.log" 2>&1 &
  load=$!
  until [ -s "$work/report" ]; do
    kill -0 "$load" 2>/dev/null || { cat "$work/load.log"; exit 1; }
    sleep 0.2
  done
  sleep 5
}
stop_load() {
  sleep 5
  touch "$work/stop"
  wait "$load" || { cat "$work/load.log" "$work/report"; exit 1; }
  tail -n 1 "$work/report"
}

faults() {
  local other=${1:-}
  publish_this
  [ -n "$other" ] || { other=$work/other; publish "$repository" "$other" 0.1.1-drill; }
  CLUSTER_PROGRAM=$program "$cluster" start
  start_load
  say "killing replica 2"; "$cluster" kill 2; sleep 12
  say "starting replica 2"; "$cluster" up 2; sleep 5
  say "restarting PostgreSQL"; "$cluster" restart-database; sleep 12
  say "restarting the replicas one by one, on another build"; "$cluster" roll "$other"
  "$cluster" status
  stop_load
}

compose() {
  address=http://127.0.0.1:8080 secrets=$repository/deploy/secrets
  local database network number
  database=$(container postgres)
  network=$(docker inspect --format '{{range $name, $_ := .NetworkSettings.Networks}}{{$name}}{{end}}' "$database")
  for number in 1 2 3; do wait_healthy "metrics-$number"; done
  start_load
  say "killing replica 2"; docker kill "$(container metrics-2)"; sleep 12
  docker start "$(container metrics-2)"; sleep 8
  say "pausing replica 3 for 20 seconds"; docker pause "$(container metrics-3)"; sleep 20
  docker unpause "$(container metrics-3)"; sleep 15
  say "restarting PostgreSQL"; docker restart "$database"; sleep 12
  say "killing PostgreSQL"; docker kill "$database"; sleep 4
  docker start "$database"; sleep 12
  say "cutting replica 1 off for 25 seconds"; cut_off 1 25; sleep 20
  say "cutting replica 2 off for 5 seconds"; cut_off 2 5; sleep 15
  for number in 1 2 3; do
    say "making replica $number anew"
    composing up --detach --no-build --no-deps --force-recreate "metrics-$number"
    wait_healthy "metrics-$number"
  done
  composing ps
  stop_load
}
composing() { ${COMPOSE:-docker compose} --file "$repository/deploy/compose.yaml" "$@"; }
container() { composing ps --all --quiet "$1"; }
wait_healthy() { # <service>
  local i
  for ((i = 0; i < 120; i++)); do
    [ "$(docker inspect --format '{{.State.Health.Status}}' "$(container "$1")")" != healthy ] || return 0
    sleep 1
  done
  echo "$1 does not become healthy" >&2
  exit 1
}
cut_off() { # <replica> <seconds>
  docker network disconnect "$network" "$(container "metrics-$1")"
  sleep "$2"
  docker network connect --ip "172.30.91.1$1" "$network" "$(container "metrics-$1")"
}

# Adds a value to each of 60 buckets in one request with an idempotency key, and repeats it on another replica, where it must not
# count again. So many buckets lie on all replicas, so each version calls the other.
add_many() { # <replica> <replica that repeats it> <value>
  local points number
  points=$(for number in $(seq 60); do printf '{"name":"key %s","value":%s,"date":"2024-04-09"},' "$number" "$3"; done)
  for number in "$1" "$2"; do
    ask "$number" /v2/customMetrics/many/data --json "[${points%,}]" -H "Idempotency-Key: value $3" >/dev/null
  done
}
expect() { # <replica> <path> <answer> [curl arguments]
  local answer; answer=$(ask "$1" "$2" "${@:4}")
  [[ $answer == $3 ]] || { echo "replica $1 answers $answer to $2, expected was $3" >&2; exit 1; }
}
expect_many() { # <replica> <value of each key>
  expect "$1" '/v2/customMetrics/many/data?startDate=2024-04-09&endDate=2024-04-10&sumKeys=true' "*\"value\":$((60 * $2)).0,*"
}

# A value that one version has written is read by the other, and each adds to what the other has added.
upgrade() {
  local former=${1:-HEAD~1} add='/v2/customMetrics/drill/data?returnValue=true' amount
  if [ ! -d "$former" ]; then
    git -C "$repository" worktree add --quiet --detach "$work/former" "$former"
    publish "$work/former" "$work/former-program" 0.0.1-former
    former=$work/former-program
  fi
  publish_this
  say "a cluster of the former version"
  CLUSTER_PROGRAM=$former "$cluster" start
  ask 1 /v2/customMetrics --json '{"name":"drill","dataType":"Average","interval":"Daily"}' >/dev/null
  ask 1 /v2/customMetrics --json '{"name":"many","dataType":"Sum","interval":"Daily","keyedValues":true}' >/dev/null
  for amount in 1 2 3; do ask 1 /v2/customMetrics/drill/data --json "{\"value\":$amount,\"date\":\"2024-04-09\"}"; done
  add_many 1 2 1
  start_load
  say "replica 3 is of this tree now"; "$cluster" down 3; "$cluster" up 3 "$program"
  "$cluster" status
  expect 3 "$add" '{"value":3.0,"date":"2024-04-09T00:00:00Z"}' --json '{"value":6,"date":"2024-04-09"}'
  expect 1 "$add" '{"value":4.0,"date":"2024-04-09T00:00:00Z"}' --json '{"value":8,"date":"2024-04-09"}'
  add_many 3 1 2
  add_many 1 3 4
  add_many 3 2 1
  expect_many 3 7
  sleep 10
  say "all replicas are of this tree"; "$cluster" roll "$program"
  "$cluster" status
  expect 2 "$add" '{"value":4.0,"date":"2024-04-09T00:00:00Z"}' --json '{"value":4,"date":"2024-04-09"}'
  add_many 2 1 4
  add_many 1 2 8
  expect_many 2 15
  stop_load
}

case ${1:-} in
  faults | upgrade | compose)
    dotnet build "$repository/tests/Metrics.FaultTests" -c Release -v quiet -p:BuildDashboard=false
    "$@"
    say "OK"
    ;;
  *) sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
